//! Many evaluations of one script from columns of numbers.

use crate::codes::Code;
use crate::errors::RuleError;
use crate::problems::Problem;
use crate::evaluate::{self, Inputs, DEPTH};
use crate::facts::InputFact;
use crate::script::{Compiler, Script};
use crate::state;
use crate::value::{self, Reader};
use rhai::{Dynamic, Position};
use std::collections::HashMap;

/// Where one input of a batch comes from.
pub enum Column {
    /// Not given in any row.
    Absent,
    /// The same value in all rows.
    Constant(Dynamic),
    /// One number a row. NaN means not given, or nothing (`()`) if `nothing` is set.
    Each { index: usize, nothing: bool, of: Kind },
}

/// What the numbers of a column stand for.
pub enum Kind {
    Numbers,
    /// 0 and 1.
    Booleans,
    /// Places in these texts.
    Texts(Vec<Dynamic>),
}

/// The columns of a batch in the order of the script's inputs, and the further numbers that are wanted of each result.
pub struct Columns {
    pub columns: Vec<Column>,
    pub outputs: Vec<String>,
    /// Inputs beyond those, for scripts that find them by computed names.
    pub others: Vec<(String, Column)>,
}

impl Columns {
    /// Reads of each input: 255 absent, 254 numbers, 252 booleans, 250 texts (with their count and the texts), one less for
    /// those whose NaN is nothing, else a value for all rows. Then a count and the names of
    /// outputs, and a count of further inputs, each a name and what it is.
    pub fn read(script: &Script, bytes: &[u8]) -> Result<Self, RuleError> {
        let mut reader = Reader::new(bytes);
        let mut index = 0;
        let mut columns = Vec::new();
        for InputFact { name, .. } in &script.facts.inputs {
            columns.push(read_column(&mut reader, &mut index).ok_or_else(|| refuse(name))?);
        }
        let names = (0..reader.word().unwrap_or(0)).map(|_| reader.text().map(str::to_string));
        let outputs = names.flatten().collect();
        let mut others = Vec::new();
        for _ in 0..reader.word().unwrap_or(0) {
            let name = reader.text().ok_or_else(|| refuse("?"))?.to_string();
            let column = read_column(&mut reader, &mut index).ok_or_else(|| refuse(&name))?;
            others.push((name, column));
        }
        Ok(Self { columns, outputs, others })
    }
}

fn refuse(name: &str) -> RuleError {
    let message = format!("the input '{name}' is not a value that can be judged");
    RuleError::new(Code::Input, Problem::InputValue, message, Position::NONE).with("name", name)
}

fn read_column(reader: &mut Reader, index: &mut usize) -> Option<Column> {
    match reader.peek() {
        Some(evaluate::ABSENT) => {
            reader.byte();
            Some(Column::Absent)
        }
        Some(kind @ 249..=254) => {
            reader.byte();
            let of = match kind {
                253 | 254 => Kind::Numbers,
                251 | 252 => Kind::Booleans,
                _ => Kind::Texts(read_texts(reader)?),
            };
            *index += 1;
            Some(Column::Each { index: *index - 1, nothing: kind % 2 == 1, of })
        }
        _ => Some(Column::Constant(reader.value(DEPTH)?)),
    }
}

fn read_texts(reader: &mut Reader) -> Option<Vec<Dynamic>> {
    let count = reader.word()?;
    (0..count).map(|_| reader.text().map(|text| text.to_string().into())).collect()
}

/// What a batch leaves, one entry a row; `fired` has `words` a row, bit by rule.
pub struct Outcome {
    pub confidence: Vec<f64>,
    /// Index into the script's texts, then into `texts`; all ones for none.
    pub verdict: Vec<u32>,
    pub operations: Vec<u32>,
    pub fired: Vec<u32>,
    pub codes: Vec<u8>,
    /// Verdicts that are not written in the script.
    pub texts: Vec<String>,
    pub words: usize,
    /// The further numbers, output by output; NaN where the result has none.
    pub outputs: Vec<f64>,
}

/// No verdict.
pub const NONE: u32 = u32::MAX;
/// Verdicts of one batch that are not written in the script: one a row (`CHUNK_ROWS` in `face/batch.ts`).
const OTHER_TEXTS: usize = 8192;

/// Evaluates all rows; `numbers` holds the columns one after the other.
pub fn run(compiler: &mut Compiler, script: &mut Script, columns: &Columns, numbers: &[f64], rows: usize) -> Outcome {
    let words = script.facts.rules.len().div_ceil(32);
    let mut outcome = Outcome {
        confidence: vec![f64::NAN; rows],
        verdict: vec![NONE; rows],
        operations: vec![0; rows],
        fired: vec![0; rows * words],
        codes: vec![0; rows],
        texts: Vec::new(),
        words,
        outputs: vec![f64::NAN; rows * columns.outputs.len()],
    };
    let mut others = HashMap::new();
    for row in 0..rows {
        let inputs = match row_inputs(columns, numbers, rows, row) {
            Ok(inputs) => inputs,
            Err(error) => {
                outcome.codes[row] = error.code as u8;
                continue;
            }
        };
        let result = evaluate::run(compiler, script, inputs);
        // What a single evaluation refuses is refused here too.
        let result = result.and_then(|value| value::check(&value, DEPTH).map(|()| value));
        outcome.operations[row] = state::operations();
        record_fired(&mut outcome.fired[row * words..(row + 1) * words]);
        if let Ok(value) = &result {
            for (i, name) in columns.outputs.iter().enumerate() {
                outcome.outputs[i * rows + row] = output_of(value, name);
            }
        }
        match result.and_then(|value| verdict_of(&value)) {
            Err(error) => outcome.codes[row] = error.code as u8,
            Ok((verdict, confidence)) => {
                let known = script.text_table.get(verdict.as_str()).copied();
                match known.or_else(|| other(&mut others, script.text_table.len(), &verdict)) {
                    Some(index) => outcome.verdict[row] = index,
                    None => outcome.codes[row] = Code::ResultType as u8,
                }
                outcome.confidence[row] = confidence;
            }
        }
    }
    let mut texts: Vec<_> = others.into_iter().collect();
    texts.sort_by_key(|(_, index)| *index);
    outcome.texts = texts.into_iter().map(|(text, _)| text).collect();
    outcome
}

fn other(others: &mut HashMap<String, u32>, known: usize, verdict: &str) -> Option<u32> {
    let next = (known + others.len()) as u32;
    if others.len() >= OTHER_TEXTS && !others.contains_key(verdict) {
        return None;
    }
    Some(*others.entry(verdict.to_string()).or_insert(next))
}

fn row_inputs(columns: &Columns, numbers: &[f64], rows: usize, row: usize) -> Result<Inputs, RuleError> {
    let mut inputs = Inputs::default();
    let number = |index: &usize| numbers[index * rows + row];
    for column in &columns.columns {
        inputs.slots.push(value_of(column, number)?);
    }
    for (name, column) in &columns.others {
        if let Some(value) = value_of(column, number)? {
            inputs.others.push((name.clone(), value));
        }
    }
    Ok(inputs)
}

/// The value of a column in one row; nothing where it is not given.
fn value_of(column: &Column, number: impl Fn(&usize) -> f64) -> Result<Option<Dynamic>, RuleError> {
    let refuse = || {
        let message = "an input is not a value that can be judged";
        RuleError::new(Code::Input, Problem::InputValue, message, Position::NONE).with("name", "?")
    };
    Ok(match column {
        Column::Absent => None,
        Column::Constant(value) => Some(value.clone()),
        Column::Each { index, nothing, of } => match number(index) {
            number if number.is_nan() => nothing.then_some(Dynamic::UNIT),
            number if number.is_finite() => Some(match of {
                Kind::Numbers => number.into(),
                Kind::Booleans => (number != 0.0).into(),
                Kind::Texts(texts) => texts.get(number as usize).ok_or_else(refuse)?.clone(),
            }),
            _ => return Err(refuse()),
        },
    })
}

/// Verdict and confidence of a result that judging takes (`decide.ts`): the confidence a number, reasons texts or maps of two languages.
fn verdict_of(value: &Dynamic) -> Result<(String, f64), RuleError> {
    let wrong = || {
        let message = "the result is not a map with a verdict";
        RuleError::new(Code::ResultType, Problem::ResultNoVerdict, message, Position::NONE)
    };
    let map = value.as_map_ref().map_err(|_| wrong())?;
    let verdict = map.get("verdict").filter(|verdict| is_text(verdict)).ok_or_else(wrong)?.to_string();
    let confidence = match map.get("confidence").filter(|confidence| !confidence.is_unit()) {
        None => f64::NAN,
        Some(number) if number.is_float() || number.is_int() => as_number(number),
        Some(_) => return Err(wrong()),
    };
    match map.get("reasons") {
        Some(reasons) if !are_reasons(reasons) => Err(wrong()),
        _ => Ok((verdict, confidence)),
    }
}

/// A single character leaves as a text.
fn is_text(value: &Dynamic) -> bool {
    value.is_string() || value.is_char()
}

fn are_reasons(value: &Dynamic) -> bool {
    match value.as_array_ref() {
        Ok(list) => list.iter().all(is_reason),
        Err(_) => value.is_unit() || is_reason(value),
    }
}

fn is_reason(value: &Dynamic) -> bool {
    let Ok(map) = value.as_map_ref() else { return is_text(value) };
    ["ko", "en"].iter().all(|language| map.get(*language).is_some_and(is_text))
}

fn as_number(value: &Dynamic) -> f64 {
    value.as_float().or_else(|_| value.as_int().map(|whole| whole as f64)).unwrap_or(f64::NAN)
}

/// A number of a result, or 1 and 0 for a boolean.
fn output_of(value: &Dynamic, name: &str) -> f64 {
    let Ok(map) = value.as_map_ref() else { return f64::NAN };
    let Some(value) = map.get(name) else { return f64::NAN };
    value.as_bool().map_or_else(|_| as_number(value), f64::from)
}

fn record_fired(words: &mut [u32]) {
    state::with_record(|record| {
        for &rule in &record.order {
            if record.seen[rule as usize].fired > 0 {
                words[rule as usize / 32] |= 1 << (rule % 32);
            }
        }
    });
}
