//! One evaluation of a script: inputs in, result or error, trace and printed lines out.
//!
//! In: for each input of the facts a value (`value.rs`) or the byte 255 if it is not given; if the script finds
//! inputs by computed names, then a count and name, value for each further one.
//! Out: see [`encode`].

use crate::codes::Code;
use crate::engine;
use crate::errors::{self, RuleError};
use crate::problems::Problem;
use crate::facts::{InputFact, INPUT};
use crate::script::{Compiler, Script};
use crate::state;
use crate::value::{self, Reader};
use crate::{body, facts};
use rhai::{Dynamic, Map, Position, Scope};

/// The byte for an input that is not given.
pub const ABSENT: u8 = 255;
/// Nesting of values that cross.
pub const DEPTH: u32 = 16;

/// Inputs of one run, in the order of the facts, and those beyond it.
#[derive(Default)]
pub struct Inputs {
    pub slots: Vec<Option<Dynamic>>,
    pub others: Vec<(String, Dynamic)>,
}

impl Inputs {
    /// Reads inputs from bytes.
    pub fn read(script: &Script, bytes: &[u8]) -> Result<Self, RuleError> {
        let refuse = |name: &str| {
            let message = format!("the input '{name}' is not a value that can be judged");
            RuleError::new(Code::Input, Problem::InputValue, message, Position::NONE).with("name", name)
        };
        let mut reader = Reader::new(bytes);
        let mut inputs = Self::default();
        for InputFact { name, .. } in &script.facts.inputs {
            let slot = match reader.absent() {
                true => None,
                false => Some(reader.value(DEPTH).ok_or_else(|| refuse(name))?),
            };
            inputs.slots.push(slot);
        }
        if script.facts.dynamic {
            for _ in 0..reader.word().unwrap_or(0) {
                let name = reader.text().ok_or_else(|| refuse("?"))?.to_string();
                let value = reader.value(DEPTH).ok_or_else(|| refuse(&name))?;
                inputs.others.push((name, value));
            }
        }
        Ok(inputs)
    }
}

/// Runs a script.
pub fn run(compiler: &mut Compiler, script: &mut Script, inputs: Inputs) -> Result<Dynamic, RuleError> {
    engine::apply(&mut compiler.engine, &script.limits);
    body::select(&script.bodies);
    state::begin(&script.limits, script.facts.rules.len());
    let complete = inputs.others.is_empty() && inputs.slots.iter().all(Option::is_some);
    let result = if complete {
        // Every name is there, so the scope of the last run only needs the values.
        let mut scope = std::mem::take(&mut script.scope);
        let names = scope.len();
        fill(&mut scope, &script.facts, inputs);
        let result = script.evaluate(&compiler.engine, &mut scope);
        scope.rewind(names);
        script.scope = scope;
        result
    } else {
        let mut scope = Scope::new();
        fill(&mut scope, &script.facts, inputs);
        script.evaluate(&compiler.engine, &mut scope)
    };
    match result {
        // A native function may have swallowed the stop (Rhai's `dedup` does); it counts all the same.
        Ok(_) if state::stopped() != state::Stop::No => Err(errors::stopped(Position::NONE)),
        Ok(value) => Ok(value.flatten()),
        Err(error) => Err(errors::of_run(&error)),
    }
}

fn fill(scope: &mut Scope, facts: &facts::Facts, inputs: Inputs) {
    let mut map = Map::new();
    for (InputFact { name, by_name, .. }, value) in facts.inputs.iter().zip(inputs.slots) {
        let Some(value) = value else { continue };
        if facts.uses_map {
            map.insert(name.as_str().into(), value.clone());
        }
        if *by_name {
            set(scope, name, value);
        }
    }
    for (name, value) in inputs.others {
        map.insert(name.as_str().into(), value.clone());
        set(scope, &name, value);
    }
    if facts.uses_map {
        set(scope, INPUT, Dynamic::from_map(map));
    }
}

/// Puts in the value as a whole: the last run may have left a shared one.
fn set(scope: &mut Scope, name: &str, value: Dynamic) {
    match scope.get_mut(name) {
        Some(place) => *place = value,
        None => {
            scope.push_dynamic(name, value);
        }
    }
}

/// Writes the outcome: ok (u8), code (u8), line, column (u16), operations (u32), flags (u8: 1 printing was cut);
/// the value, or the message, what was expected (a text or nothing), the problem (u8) and its parameters (u8, then
/// name and value each); rules seen (u16), each as rule (u16),
/// evaluated, fired (u32), locals (u8) and their values; printed lines (u16), each a text.
pub fn encode(out: &mut Vec<u8>, script: &Script, outcome: Result<Dynamic, RuleError>) {
    out.clear();
    out.resize(11, 0);
    let outcome = outcome.and_then(|value| value::check(&value, DEPTH).map(|()| value));
    if let Ok(value) = &outcome {
        value::write(out, value, &script.text_table);
    }
    let error = outcome.err();
    if let Some(error) = &error {
        value::write_plain_text(out, &error.message);
        match &error.expected {
            Some(expected) => value::write_plain_text(out, expected),
            None => out.push(0),
        }
        out.push(error.problem as u8);
        out.push(error.parameters.len() as u8);
        for (name, value) in &error.parameters {
            value::write_plain_text(out, name);
            value::write_plain_text(out, value);
        }
    }
    out[0] = u8::from(error.is_none());
    if let Some(error) = &error {
        out[1] = error.code as u8;
        out[2..4].copy_from_slice(&error.line.to_le_bytes());
        out[4..6].copy_from_slice(&error.column.to_le_bytes());
    }
    out[6..10].copy_from_slice(&state::operations().to_le_bytes());
    state::with_record(|record| {
        out[10] = u8::from(record.printed_cut);
        encode_record(out, script, record);
    });
}

fn encode_record(out: &mut Vec<u8>, script: &Script, record: &state::Record) {
    out.extend((record.order.len() as u16).to_le_bytes());
    for &rule in &record.order {
        let seen = &record.seen[rule as usize];
        out.extend(rule.to_le_bytes());
        out.extend(seen.count.to_le_bytes());
        out.extend(seen.fired.to_le_bytes());
        out.push(seen.locals.len() as u8);
        for local in &seen.locals {
            match local {
                Some(local) => value::write_seen(out, local, &script.text_table),
                None => out.push(ABSENT),
            }
        }
    }
    out.extend((record.printed.len() as u16).to_le_bytes());
    for line in &record.printed {
        value::write_plain_text(out, line);
    }
}
