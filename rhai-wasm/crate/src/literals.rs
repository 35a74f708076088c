//! Which literals the arms of a `switch` stand for: Rhai's tree keeps only hashes of them.
//!
//! Every literal of the source is put into a `switch` of its own, parsed by the same engine; its hash is then the one
//! that the tree has. So nothing of Rhai's hashing is repeated here.

use crate::source::quoted;
use rhai::{Engine, Expr, Stmt};
use std::collections::{HashMap, HashSet};

/// Literals of one script that are tried.
const MOST: usize = 2048;

pub struct Literals<'a> {
    source: &'a str,
    engine: &'a Engine,
    by_hash: Option<HashMap<u64, Expr>>,
}

impl<'a> Literals<'a> {
    pub fn new(source: &'a str, engine: &'a Engine) -> Self {
        Self { source, engine, by_hash: None }
    }

    /// The literal behind the hash of a case; gathered when first asked for.
    pub fn of_case(&mut self, hash: u64) -> Option<&Expr> {
        let (source, engine) = (self.source, self.engine);
        self.by_hash.get_or_insert_with(|| gather(source, engine)).get(&hash)
    }
}

fn gather(source: &str, engine: &Engine) -> HashMap<u64, Expr> {
    let mut found = HashMap::new();
    for literal in written(source) {
        // The literal is its own result, so that the tree has its value too.
        let Ok(ast) = engine.compile(format!("switch () {{ {literal} => {literal} }}")) else { continue };
        let [Stmt::Switch(parts, _)] = ast.statements() else { continue };
        let (Some((hash, _)), Some(arm)) = (parts.1.cases.iter().next(), parts.1.expressions.first()) else { continue };
        if let Expr::Stmt(block) = &arm.rhs {
            if let [Stmt::Expr(value)] = block.statements() {
                found.insert(*hash, (**value).clone());
            }
        }
    }
    found
}

/// Texts, characters, numbers and words of a source that may be literals, as written.
fn written(source: &str) -> HashSet<String> {
    let mut found: HashSet<String> = ["true", "false", "()"].map(String::from).into();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = match c {
            '"' | '\'' | '`' => quoted(rest, c).unwrap_or(0),
            '#' if rest.starts_with("#\"") => raw(rest),
            c if c.is_ascii_digit() => number(rest),
            c if c.is_alphabetic() || c == '_' => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
            _ => 0,
        };
        if length > 0 && !(c.is_alphabetic() || c == '_') && found.len() < MOST {
            found.insert(rest[..length].to_string());
            if c.is_ascii_digit() {
                found.insert(format!("-{}", &rest[..length]));
            }
        }
        at += length.max(c.len_utf8());
    }
    found
}

fn raw(text: &str) -> usize {
    text[2..].find("\"#").map_or(0, |at| at + 4)
}

fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let exponent = matches!(bytes[at], b'-' | b'+') && matches!(bytes[at - 1], b'e' | b'E') && !text.starts_with("0x");
        // `0..10` is a range.
        let point = bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' || exponent || point) {
            break;
        }
        at += 1;
    }
    at
}
