//! The report of a compile as JSON: written once per script, so plain text is good enough.

use crate::codes::NAMES;
use crate::errors::RuleError;
use crate::problems::PROBLEMS;
use crate::script::Script;

/// The facts of a script, the table of its texts, and the lines where its statements begin.
pub fn of_script(script: &Script) -> String {
    let facts = &script.facts;
    let mut out = Json::default();
    out.open('{');
    out.key("inputs");
    out.list(&facts.inputs, |out, input| out.text(&input.name));
    out.key("dynamic");
    out.flag(facts.dynamic);
    out.key("outputs");
    out.list(&facts.results.keys, |out, key| out.text(key));
    out.key("outputsKnown");
    out.flag(facts.results.keys_known);
    out.key("verdicts");
    out.list(&facts.results.verdicts, |out, verdict| out.text(verdict));
    out.key("verdictsKnown");
    out.flag(facts.results.verdicts_known);
    out.key("rules");
    out.list(&facts.rules, |out, rule| {
        let Some(told) = &rule.told else { return };
        out.open('{');
        out.key("id");
        out.text(&told.id);
        out.key("kind");
        out.text(if rule.switch { "switch" } else { "if" });
        out.key("line");
        out.number(rule.line.into());
        out.key("column");
        out.number(rule.column.into());
        out.key("source");
        out.text(&told.source);
        out.key("reads");
        out.list(&told.captures, |out, capture| {
            out.open('{');
            out.key("path");
            out.text(&capture.path);
            if let Some((input, keys)) = &capture.input {
                out.key("input");
                out.text(input);
                if !keys.is_empty() {
                    out.key("keys");
                    out.list(keys, |out, key| out.text(key));
                }
            }
            out.close('}');
        });
        out.close('}');
    });
    out.key("warnings");
    out.list(&facts.warnings, error);
    out.key("texts");
    out.list(&script.texts, |out, text| out.text(text));
    out.key("statements");
    out.list(&script.starts.lines, |out, line| out.number((*line).into()));
    out.close('}');
    out.text
}

/// Errors as an array of diagnostics.
pub fn of_errors(errors: &[RuleError]) -> String {
    let mut out = Json::default();
    out.list(errors, error);
    out.text
}

fn error(out: &mut Json, error: &RuleError) {
    out.open('{');
    out.key("code");
    out.text(NAMES[error.code as usize]);
    out.key("message");
    out.text(&error.message);
    out.key("line");
    out.number(error.line.into());
    out.key("column");
    out.number(error.column.into());
    if let Some(expected) = &error.expected {
        out.key("expected");
        out.text(expected);
    }
    out.key("reason");
    out.open('{');
    out.key("code");
    out.text(PROBLEMS[error.problem as usize]);
    out.key("parameters");
    out.open('{');
    for (name, value) in &error.parameters {
        out.key(name);
        out.text(value);
    }
    out.close('}');
    out.close('}');
    out.close('}');
}

/// A writer that knows when a comma is due.
#[derive(Default)]
pub struct Json {
    pub text: String,
    comma: bool,
}

impl Json {
    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = true;
    }

    pub fn open(&mut self, bracket: char) {
        self.separate();
        self.text.push(bracket);
        self.comma = false;
    }

    pub fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.comma = true;
    }

    pub fn key(&mut self, name: &str) {
        self.text(name);
        self.text.push(':');
        self.comma = false;
    }

    pub fn number(&mut self, value: u32) {
        self.separate();
        self.text.push_str(&value.to_string());
    }

    pub fn signed(&mut self, value: i64) {
        self.separate();
        self.text.push_str(&value.to_string());
    }

    /// A finite float in the shortest form that reads back as the same.
    pub fn float(&mut self, value: f64) {
        self.separate();
        self.text.push_str(&format!("{value:?}"));
    }

    pub fn flag(&mut self, value: bool) {
        self.separate();
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.open('[');
        for entry in items {
            item(self, entry);
        }
        self.close(']');
    }

    pub fn text(&mut self, value: &str) {
        self.separate();
        self.text.push('"');
        for c in value.chars() {
            match c {
                '"' | '\\' => self.text.extend(['\\', c]),
                c if (c as u32) < 0x20 => self.text.push_str(&format!("\\u{:04x}", c as u32)),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}
