//! Many evaluations of one script from columns of numbers.

use crate::codes::Code;
use crate::errors::RuleError;
use crate::evaluate::{self, Inputs, DEPTH};
use crate::facts::InputFact;
use crate::script::{Compiler, Script};
use crate::state;
use crate::value::Reader;
use rhai::{Dynamic, Position};
use std::collections::HashMap;

/// Where one input of a batch comes from.
pub enum Column {
    /// Not given in any row.
    Absent,
    /// The same value in all rows.
    Constant(Dynamic),
    /// One number a row. NaN means not given, or nothing (`()`) if `nothing` is set.
    Numbers { index: usize, nothing: bool },
}

/// The columns of a batch in the order of the script's inputs.
pub struct Columns(pub Vec<Column>);

impl Columns {
    /// Reads kinds: 255 absent, 254 numbers, 253 numbers with NaN as nothing, else a value for all rows.
    pub fn read(script: &Script, bytes: &[u8]) -> Result<Self, RuleError> {
        let mut reader = Reader::new(bytes);
        let mut columns = Vec::new();
        let mut index = 0;
        for InputFact { name, .. } in &script.facts.inputs {
            let column = match reader.peek() {
                Some(evaluate::ABSENT) => Column::Absent,
                Some(kind @ (253 | 254)) => {
                    index += 1;
                    Column::Numbers { index: index - 1, nothing: kind == 253 }
                }
                _ => {
                    let value = reader.value(DEPTH).ok_or_else(|| {
                        let message = format!("the input '{name}' is not a value that can be judged");
                        RuleError::new(Code::Input, message, Position::NONE)
                    })?;
                    columns.push(Column::Constant(value));
                    continue;
                }
            };
            reader.byte();
            columns.push(column);
        }
        Ok(Self(columns))
    }
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
}

/// No verdict.
pub const NONE: u32 = u32::MAX;
/// Verdicts of one batch that are not written in the script.
const OTHER_TEXTS: usize = 4096;

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
    };
    let mut others = HashMap::new();
    for row in 0..rows {
        let result = row_inputs(columns, numbers, rows, row)
            .and_then(|inputs| evaluate::run(compiler, script, inputs))
            .and_then(|value| verdict_of(&value));
        outcome.operations[row] = state::operations();
        record_fired(&mut outcome.fired[row * words..(row + 1) * words]);
        match result {
            Err(error) => outcome.codes[row] = error.code as u8,
            Ok((verdict, confidence)) => {
                let known = script.text_table.get(verdict.as_str()).copied();
                match known.or_else(|| other(&mut others, script.texts.len(), &verdict)) {
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
    for column in &columns.0 {
        inputs.slots.push(match column {
            Column::Absent => None,
            Column::Constant(value) => Some(value.clone()),
            Column::Numbers { index, nothing } => match numbers[index * rows + row] {
                number if number.is_nan() => nothing.then_some(Dynamic::UNIT),
                number if number.is_finite() => Some(number.into()),
                _ => return Err(RuleError::new(Code::Input, "an input is not finite", Position::NONE)),
            },
        });
    }
    Ok(inputs)
}

fn verdict_of(value: &Dynamic) -> Result<(String, f64), RuleError> {
    let wrong = || RuleError::new(Code::ResultType, "the result is not a map with a verdict", Position::NONE);
    let map = value.as_map_ref().map_err(|_| wrong())?;
    let verdict = map.get("verdict").ok_or_else(wrong)?;
    let verdict = verdict.as_immutable_string_ref().map_err(|_| wrong())?.to_string();
    let confidence = map.get("confidence").map_or(f64::NAN, |c| {
        c.as_float().or_else(|_| c.as_int().map(|whole| whole as f64)).unwrap_or(f64::NAN)
    });
    Ok((verdict, confidence))
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
