//! Shows that the holes are real: stock Rhai lets through what this engine ends or refuses.

use aif_rhai::codes::Code;
use aif_rhai::evaluate::{self, Inputs};
use aif_rhai::limits::Limits;
use aif_rhai::script::Compiler;
use rhai::{Dynamic, Engine};

const OPERATIONS: u32 = 10_000;
const NUMBERS: &str = "let a = []; for i in 0..100 { a.push(i); }";

fn stock(source: &str) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
    let mut engine = Engine::new();
    engine.set_max_operations(OPERATIONS.into());
    engine.set_max_array_size(128).set_max_map_size(128);
    engine.eval::<Dynamic>(source)
}

fn ours(source: &str) -> Code {
    let limits = Limits { operations: OPERATIONS, ..Limits::DEFAULT };
    let mut compiler = Compiler::new();
    match compiler.compile(source, limits, None) {
        Err(errors) => errors[0].code,
        Ok(mut script) => {
            let result = evaluate::run(&mut compiler, &mut script, Inputs::default());
            result.map_or_else(|error| error.code, |_| Code::None)
        }
    }
}

#[test]
fn closures_escape_the_count_of_stock_rhai() {
    // 100 × 100 closure calls take more than 10,000 operations in any counting.
    let source = format!("{NUMBERS} a.map(|x| {{ {NUMBERS} a.map(|y| y + 1).len }}).len");
    assert_eq!(stock(&source).unwrap().as_int(), Ok(100));
    assert_eq!(ours(&source), Code::OperationLimit);
}

#[test]
fn equality_of_arrays_counts_as_one_operation_in_stock_rhai() {
    let source = format!("{NUMBERS} let b = a; let n = 0; while n < 500 {{ a == b; n += 1; }} n");
    assert_eq!(stock(&source).unwrap().as_int(), Ok(500));
    assert_eq!(ours(&source), Code::OperationLimit);
}

#[test]
fn a_map_grows_without_end_by_assignment_in_stock_rhai() {
    let source = r#"let m = #{}; for i in 0..300 { m["k" + i] = i; } 300"#;
    assert_eq!(stock(source).unwrap().as_int(), Ok(300));
    assert_eq!(ours(source), Code::MapLimit);
}

#[test]
fn a_comparer_loses_its_errors_in_stock_rhai() {
    let source = "let a = [2, 1]; a.sort(|x, y| x.nope); a.len";
    assert_eq!(stock(source).unwrap().as_int(), Ok(2));
    assert_eq!(ours(source), Code::MissingProperty);
}

#[test]
fn stock_rhai_takes_what_is_missing_or_infinite_for_false() {
    for (source, code) in [
        ("let i = #{}; i.nope > 5.0", Code::MissingProperty),
        ("5.0 / 0.0 > 0.05", Code::NotFinite),
        ("ln(0.0) > 0.05", Code::NotFinite),
        ("\"5\" > 3", Code::TypeMismatch),
        ("() > 3.0", Code::TypeMismatch),
    ] {
        assert_eq!(stock(source).unwrap().as_bool(), Ok(false), "{source}");
        assert_eq!(ours(source), code, "{source}");
    }
}

#[test]
fn eval_works_in_stock_rhai() {
    assert_eq!(stock("eval(\"1 + 1\")").unwrap().as_int(), Ok(2));
    assert_eq!(ours("eval(\"1 + 1\")"), Code::Forbidden);
}

#[test]
fn padding_with_nothing_ends() {
    // Stock Rhai never comes back from it, so only ours is asked.
    assert_eq!(ours(r#"let s = "7"; s.pad(400, ""); s"#), Code::None);
    assert_eq!(ours(r#"let s = "7"; s.pad(400, "ab"); s.len"#), Code::None);
}
