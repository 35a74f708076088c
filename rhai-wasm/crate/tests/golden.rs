//! Runs the golden cases natively: the same files as `golden.test.ts` runs in WASM.

use aif_rhai::codes::NAMES;
use aif_rhai::errors::RuleError;
use aif_rhai::evaluate::{self, Inputs};
use aif_rhai::problems::PROBLEMS;
use aif_rhai::limits::Limits;
use aif_rhai::script::{Compiler, Script};
use rhai::{Array, Dynamic, Map};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(name)).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => number.as_f64().expect("a float").into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Dynamic::from_array(items.iter().map(dynamic).collect::<Array>()),
        Value::Object(map) => {
            let map: Map = map.iter().map(|(key, value)| (key.as_str().into(), dynamic(value))).collect();
            Dynamic::from_map(map)
        }
    }
}

fn same(actual: &Dynamic, expected: &Value) -> bool {
    if let Ok(c) = actual.as_char() {
        return expected.as_str() == Some(&c.to_string());
    }
    let number = actual.as_float().or_else(|_| actual.as_int().map(|whole| whole as f64));
    match expected {
        Value::Null => actual.is_unit(),
        Value::Bool(flag) => actual.as_bool() == Ok(*flag),
        Value::Number(wanted) => number.ok() == wanted.as_f64(),
        Value::String(text) => actual.as_immutable_string_ref().is_ok_and(|t| t.as_str() == text),
        Value::Array(items) => actual.as_array_ref().is_ok_and(|array| {
            array.len() == items.len() && array.iter().zip(items).all(|(a, e)| same(a, e))
        }),
        Value::Object(wanted) => actual.as_map_ref().is_ok_and(|map| {
            map.len() == wanted.len()
                && wanted.iter().all(|(key, e)| map.get(key.as_str()).is_some_and(|a| same(a, e)))
        }),
    }
}

fn limits(case: &Value) -> Limits {
    const NAMES: [&str; 9] = [
        "operations", "callDepth", "expressionDepth", "stringBytes", "arrayLength", "mapSize", "variables",
        "functions", "memoryBytes",
    ];
    let d = Limits::DEFAULT;
    let mut words = [
        d.operations, d.call_depth, d.expression_depth, d.string_bytes, d.array_length, d.map_size, d.variables,
        d.functions, d.memory_bytes,
    ];
    for (word, name) in words.iter_mut().zip(NAMES) {
        if let Some(value) = case["limits"][name].as_u64() {
            *word = value as u32;
        }
    }
    Limits::from_words(words)
}

fn inputs(script: &Script, case: &Value) -> Inputs {
    let given = case["inputs"].as_object();
    let find = |name: &str| given.and_then(|g| g.get(name)).map(dynamic);
    let slots: Vec<_> = script.facts.inputs.iter().map(|input| find(&input.name)).collect();
    let mut others = Vec::new();
    if script.facts.dynamic {
        let known = |name: &String| script.facts.inputs.iter().any(|input| input.name == *name);
        let unread = given.into_iter().flatten().filter(|(name, _)| !known(name));
        others = unread.map(|(name, value)| (name.clone(), dynamic(value))).collect();
    }
    Inputs { slots, others }
}

/// The outcome as it leaves: what cannot cross the border is an error there.
fn run(compiler: &mut Compiler, script: &mut Script, case: &Value) -> Result<Dynamic, RuleError> {
    let given = inputs(script, case);
    let result = evaluate::run(compiler, script, given)?;
    aif_rhai::value::check(&result, evaluate::DEPTH)?;
    Ok(result)
}

fn describe(error: &RuleError) -> String {
    let (code, problem) = (NAMES[error.code as usize], PROBLEMS[error.problem as usize]);
    format!("{code}@{}:{} {} ({problem} {:?})", error.line, error.column, error.message, error.parameters)
}

fn check_error(error: &RuleError, wanted: &Value, case: &Value) -> Result<(), String> {
    let place = |key: &str| wanted[key].as_u64();
    let right = wanted["code"] == NAMES[error.code as usize]
        && place("line").is_none_or(|line| line == u64::from(error.line))
        && place("column").is_none_or(|column| column == u64::from(error.column))
        && wanted["reason"]["code"].as_str().is_none_or(|code| code == PROBLEMS[error.problem as usize])
        && wanted["reason"]["parameters"].as_object().is_none_or(|wanted| {
            wanted.iter().all(|(key, value)| {
                error.parameters.iter().any(|(name, said)| name == key && value.as_str() == Some(said))
            })
        })
        && case["message"].as_str().is_none_or(|part| error.message.contains(part));
    right.then_some(()).ok_or_else(|| format!("got {}", describe(error)))
}

fn check(compiler: &mut Compiler, case: &Value, operations: &Value) -> Result<(), String> {
    let source = case["script"].as_str().expect("a script");
    let declared: Option<Vec<String>> =
        case["declared"].as_array().map(|names| names.iter().map(|n| n.as_str().unwrap().to_string()).collect());
    let compiled = compiler.compile(source, limits(case), declared.as_deref());
    let mut script = match (compiled, case.get("diagnostic")) {
        (Err(errors), Some(wanted)) => return check_error(&errors[0], wanted, case),
        (Err(errors), None) => return Err(format!("does not compile: {}", describe(&errors[0]))),
        (Ok(_), Some(_)) => return Err("compiles".into()),
        (Ok(script), None) => script,
    };
    let result = run(compiler, &mut script, case);
    let counted = u64::from(aif_rhai::operations());
    match (result, case.get("error")) {
        (Err(error), Some(wanted)) => check_error(&error, wanted, case)?,
        (Err(error), None) => return Err(format!("fails: {}", describe(&error))),
        (Ok(value), Some(_)) => return Err(format!("answers {value:?}")),
        (Ok(value), None) if same(&value, &case["value"]) => (),
        (Ok(value), None) => return Err(format!("answers {value:?}")),
    }
    match operations[case["name"].as_str().unwrap()].as_u64() {
        Some(wanted) if wanted != counted => Err(format!("takes {counted} operations, not {wanted}")),
        _ => Ok(()),
    }
}

#[test]
fn golden_cases() {
    let operations = read("operations.json");
    let mut compiler = Compiler::new();
    let mut failures = BTreeMap::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder()).expect("the golden folder") {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".json") || name == "operations.json" {
            continue;
        }
        for case in read(&name).as_array().expect("a list of cases") {
            // Text is normalised by the TypeScript face.
            if case["border"] == "typescript" {
                continue;
            }
            count += 1;
            if let Err(what) = check(&mut compiler, case, &operations) {
                failures.insert(format!("{name}: {}", case["name"]), what);
            }
        }
    }
    assert!(count >= 300, "only {count} golden cases");
    assert!(failures.is_empty(), "{} of {count} golden cases fail: {failures:#?}", failures.len());
}
