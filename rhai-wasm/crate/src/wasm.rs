//! What the host calls. No import is needed; all data crosses in two buffers of this memory.

use crate::batch::{self, Columns};
use crate::codes::{Code, NAMES};
use crate::errors::RuleError;
use crate::problems::{Problem, PROBLEMS};
use crate::edit::Edit;
use crate::evaluate::{self, Inputs};
use crate::limits::{Limits, WORDS};
use crate::script::{Compiler, Script};
use crate::value::Reader;
use crate::{alloc, report};
use rhai::Position;
use std::cell::RefCell;

#[derive(Default)]
struct Instance {
    compiler: Option<Compiler>,
    scripts: Vec<Option<Script>>,
    input: Vec<u8>,
    /// Columns of a batch: kept as floats so that they are aligned.
    numbers: Vec<f64>,
    output: Vec<u8>,
}

thread_local! {
    static INSTANCE: RefCell<Instance> = RefCell::default();
    // Apart from the instance, which is in use when a panic comes.
    static PANIC: RefCell<String> = RefCell::default();
}

fn with<R>(f: impl FnOnce(&mut Instance) -> R) -> R {
    INSTANCE.with_borrow_mut(f)
}

/// Makes the engine ready. Called once, before anything else.
#[no_mangle]
pub extern "C" fn start() {
    std::panic::set_hook(Box::new(|info| PANIC.set(info.to_string())));
    with(|instance| {
        instance.compiler = Some(Compiler::new());
        instance.output = format!("{}\n{}", NAMES.join(" "), PROBLEMS.join(" ")).into_bytes();
    });
}

/// Space for `length` bytes of input.
#[no_mangle]
pub extern "C" fn input(length: usize) -> *mut u8 {
    with(|instance| {
        instance.input.resize(length, 0);
        instance.input.as_mut_ptr()
    })
}

/// Space for `length` numbers.
#[no_mangle]
pub extern "C" fn numbers(length: usize) -> *mut f64 {
    with(|instance| {
        instance.numbers.resize(length, 0.0);
        instance.numbers.as_mut_ptr()
    })
}

#[no_mangle]
pub extern "C" fn output() -> *const u8 {
    with(|instance| instance.output.as_ptr())
}

#[no_mangle]
pub extern "C" fn output_length() -> usize {
    with(|instance| instance.output.len())
}

/// Bytes held by scripts and engine.
#[no_mangle]
pub extern "C" fn held() -> usize {
    alloc::held()
}

/// 1 if the system refused memory: why a trap came.
#[no_mangle]
pub extern "C" fn exhausted() -> u32 {
    u32::from(alloc::exhausted())
}

/// Compiles the input: limits (words), 1 and the declared inputs or 0 (u8, then count and texts), source (text).
/// Returns a handle from 1, or 0 with diagnostics; the report is the output.
#[no_mangle]
pub extern "C" fn compile() -> u32 {
    with(|instance| {
        let input = std::mem::take(&mut instance.input);
        let result = read_compile(&input).and_then(|(limits, declared, source)| {
            let compiler = instance.compiler.as_mut().ok_or_else(Vec::new)?;
            compiler.compile(source, limits, declared.as_deref())
        });
        instance.input = input;
        match result {
            Ok(mut script) => {
                instance.output = report::of_script(&script).into_bytes();
                script.slim();
                keep(&mut instance.scripts, script)
            }
            Err(errors) => {
                instance.output = report::of_errors(&errors).into_bytes();
                0
            }
        }
    })
}

/// Changes a statement of a script in place (`edit.rs`): its number, its lines before and after. The output is the places of its rules; 0 if the
/// source has to be compiled.
#[no_mangle]
pub extern "C" fn edit(handle: u32) -> u32 {
    with(|instance| {
        let compiler = instance.compiler.as_mut();
        let script = instance.scripts.get_mut((handle as usize).wrapping_sub(1)).and_then(Option::as_mut);
        let (Some(compiler), Some(script)) = (compiler, script) else { return 0 };
        let mut reader = Reader::new(&instance.input);
        let mut read = || {
            Some(Edit { statement: reader.word()? as usize, before: reader.text()?, after: reader.text()? })
        };
        let report = read().and_then(|edit| compiler.edit(script, &edit));
        let done = u32::from(report.is_some());
        instance.output = report.unwrap_or_default().into_bytes();
        done
    })
}

/// Reads the same input as [`compile`]; the output is the tree (`dump.rs`), or diagnostics and 0.
#[no_mangle]
pub extern "C" fn tree() -> u32 {
    with(|instance| {
        let input = std::mem::take(&mut instance.input);
        let result = read_compile(&input).and_then(|(limits, _, source)| {
            let compiler = instance.compiler.as_mut().ok_or_else(Vec::new)?;
            compiler.tree(source, &limits).map_err(|error| vec![error])
        });
        instance.input = input;
        let done = u32::from(result.is_ok());
        instance.output = result.unwrap_or_else(|errors| report::of_errors(&errors)).into_bytes();
        done
    })
}

type CompileInput<'a> = (Limits, Option<Vec<String>>, &'a str);

fn read_compile(input: &[u8]) -> Result<CompileInput<'_>, Vec<RuleError>> {
    let mut reader = Reader::new(input);
    let mut read = || {
        let mut words = [0; WORDS];
        for word in &mut words {
            *word = reader.word()?;
        }
        let mut declared = None;
        if reader.byte()? == 1 {
            let count = reader.word()?;
            let names = (0..count).map(|_| reader.text().map(str::to_string));
            declared = Some(names.collect::<Option<Vec<_>>>()?);
        }
        Some((Limits::from_words(words), declared, reader.text()?))
    };
    read().ok_or_else(|| {
        let message = "the request is not readable";
        vec![RuleError::new(Code::Input, Problem::Other, message, Position::NONE).with("text", message)]
    })
}

fn keep(scripts: &mut Vec<Option<Script>>, script: Script) -> u32 {
    let free = scripts.iter().position(Option::is_none);
    let place = free.unwrap_or(scripts.len());
    if free.is_none() {
        scripts.push(None);
    }
    scripts[place] = Some(script);
    place as u32 + 1
}

/// Forgets a script.
#[no_mangle]
pub extern "C" fn release(handle: u32) {
    with(|instance| {
        if let Some(place) = instance.scripts.get_mut(handle as usize - 1) {
            *place = None;
        }
    });
}

/// Evaluates the input (see `evaluate.rs`) by a script; 0 if there is no such script.
#[no_mangle]
pub extern "C" fn evaluate(handle: u32) -> u32 {
    with(|instance| {
        let compiler = instance.compiler.as_mut();
        let script = instance.scripts.get_mut((handle as usize).wrapping_sub(1)).and_then(Option::as_mut);
        let (Some(compiler), Some(script)) = (compiler, script) else { return 0 };
        let outcome =
            Inputs::read(script, &instance.input).and_then(|inputs| evaluate::run(compiler, script, inputs));
        evaluate::encode(&mut instance.output, script, outcome);
        1
    })
}

/// Evaluates rows of numbers (see `batch.rs`). Output: words a row and number of further texts (u32 each), then
/// confidences, further outputs (f64), verdicts, operations, fired (u32), codes (u8), texts. 0 if it cannot start.
#[no_mangle]
pub extern "C" fn evaluate_batch(handle: u32, rows: usize) -> u32 {
    with(|instance| {
        let compiler = instance.compiler.as_mut();
        let script = instance.scripts.get_mut((handle as usize).wrapping_sub(1)).and_then(Option::as_mut);
        let (Some(compiler), Some(script)) = (compiler, script) else { return 0 };
        let columns = match Columns::read(script, &instance.input) {
            Ok(columns) => columns,
            Err(error) => {
                instance.output = report::of_errors(&[error]).into_bytes();
                return 0;
            }
        };
        let outcome = batch::run(compiler, script, &columns, &instance.numbers, rows);
        encode_batch(&mut instance.output, &outcome);
        1
    })
}

fn encode_batch(out: &mut Vec<u8>, outcome: &batch::Outcome) {
    out.clear();
    out.extend((outcome.words as u32).to_le_bytes());
    out.extend((outcome.texts.len() as u32).to_le_bytes());
    out.extend(outcome.confidence.iter().chain(&outcome.outputs).flat_map(|v| v.to_le_bytes()));
    for words in [&outcome.verdict, &outcome.operations, &outcome.fired] {
        out.extend(words.iter().flat_map(|v| v.to_le_bytes()));
    }
    out.extend(&outcome.codes);
    for text in &outcome.texts {
        crate::value::write_plain_text(out, text);
    }
}

/// Where the text of the panic is that ended this instance.
#[no_mangle]
pub extern "C" fn panic_text() -> *const u8 {
    PANIC.with_borrow(|text| text.as_ptr())
}

/// Its length; 0 if there was none.
#[no_mangle]
pub extern "C" fn panic_length() -> usize {
    PANIC.with_borrow(String::len)
}

/// The functions of floats that compiled rules call, so that both paths give the same bits: `f(x)` and `f(x, y)`.
macro_rules! mathematics {
    ($($name:ident($($x:ident),+) = $function:path;)+) => {
        $(
            #[no_mangle]
            pub extern "C" fn $name($($x: f64),+) -> f64 {
                $function($($x),+)
            }
        )+
    };
}

mathematics! {
    math_rem(x, y) = std::ops::Rem::rem;
    math_pow(x, y) = f64::powf;
    math_atan2(x, y) = f64::atan2;
    math_hypot(x, y) = f64::hypot;
    math_log_to(x, y) = f64::log;
    math_sin(x) = f64::sin;
    math_cos(x) = f64::cos;
    math_tan(x) = f64::tan;
    math_sinh(x) = f64::sinh;
    math_cosh(x) = f64::cosh;
    math_tanh(x) = f64::tanh;
    math_asin(x) = f64::asin;
    math_acos(x) = f64::acos;
    math_atan(x) = f64::atan;
    math_asinh(x) = f64::asinh;
    math_acosh(x) = f64::acosh;
    math_atanh(x) = f64::atanh;
    math_exp(x) = f64::exp;
    math_ln(x) = f64::ln;
    math_log(x) = f64::log10;
    math_to_degrees(x) = f64::to_degrees;
    math_to_radians(x) = f64::to_radians;
}
