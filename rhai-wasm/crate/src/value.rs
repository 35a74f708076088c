//! Values over the border: a tagged, little-endian encoding both ways.
//!
//! Tags: 0 nothing, 1 false, 2 true, 3 number (f64), 4 text (u32 length, UTF-8), 5 text of the script's own
//! table (u32 index; outward only), 6 array (u32 count, items), 7 map (u32 count, then text, value).

use crate::codes::Code;
use crate::errors::RuleError;
use crate::problems::{type_word, Problem};
use rhai::{Array, Dynamic, Map, Position};
use std::collections::HashMap;

/// Whole numbers beyond this lose digits as a JavaScript number.
const EXACT: i64 = 1 << 53;

/// Reads values from bytes. Every read is bounds-checked: the bytes come from outside.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let part = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(part)
    }

    /// The next byte, left in place.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Steps over the mark of an input that is not given.
    pub fn absent(&mut self) -> bool {
        let absent = self.peek() == Some(crate::evaluate::ABSENT);
        self.at += usize::from(absent);
        absent
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    pub fn word(&mut self) -> Option<u32> {
        self.take(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    pub fn number(&mut self) -> Option<f64> {
        let bytes = self.take(8)?;
        Some(f64::from_le_bytes(bytes.try_into().ok()?))
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let count = self.word()? as usize;
        std::str::from_utf8(self.take(count)?).ok()
    }

    /// Reads one value; `None` for bytes that are not one, or for a number that is not finite.
    pub fn value(&mut self, depth: u32) -> Option<Dynamic> {
        if depth == 0 {
            return None;
        }
        Some(match self.byte()? {
            0 => Dynamic::UNIT,
            1 => Dynamic::FALSE,
            2 => Dynamic::TRUE,
            3 => self.number().filter(|n| n.is_finite())?.into(),
            4 => self.text()?.into(),
            6 => {
                let count = self.word()?;
                let mut array = Array::new();
                for _ in 0..count {
                    array.push(self.value(depth - 1)?);
                }
                Dynamic::from_array(array)
            }
            7 => {
                let count = self.word()?;
                let mut map = Map::new();
                for _ in 0..count {
                    let key = self.text()?.into();
                    map.insert(key, self.value(depth - 1)?);
                }
                Dynamic::from_map(map)
            }
            _ => return None,
        })
    }
}

/// The texts of a script by content: results that use them cross as an index.
pub type TextTable = HashMap<String, u32>;

/// Whether a value can cross as a result; what cannot is an error by code.
pub fn check(value: &Dynamic, depth: u32) -> Result<(), RuleError> {
    let refuse = |problem, message: &str| RuleError::new(Code::ResultType, problem, message, Position::NONE);
    if depth == 0 {
        return Err(refuse(Problem::ResultDeep, "the result is nested too deep"));
    }
    if let Ok(float) = value.as_float() {
        if !float.is_finite() {
            let message = "the result holds a number that is not finite";
            return Err(RuleError::new(Code::NotFinite, Problem::ResultNotFinite, message, Position::NONE));
        }
    } else if let Ok(whole) = value.as_int() {
        if !(-EXACT..=EXACT).contains(&whole) {
            let message = format!("the whole number {whole} cannot leave exactly");
            return Err(refuse(Problem::ResultWhole, &message).with("text", whole));
        }
    } else if let Ok(array) = value.as_array_ref() {
        return array.iter().try_for_each(|item| check(item, depth - 1));
    } else if let Ok(map) = value.as_map_ref() {
        return map.values().try_for_each(|item| check(item, depth - 1));
    } else if !(value.is_unit() || value.is_bool() || value.is_string() || value.is_char()) {
        let message = format!("a {} cannot be part of the result", value.type_name());
        return Err(refuse(Problem::ResultType, &message).with("ofType", type_word(value.type_name())));
    }
    Ok(())
}

/// Writes a value that has been checked.
pub fn write(out: &mut Vec<u8>, value: &Dynamic, texts: &TextTable) {
    if let Ok(flag) = value.as_bool() {
        out.push(1 + u8::from(flag));
    } else if let Ok(float) = value.as_float() {
        write_float(out, float);
    } else if let Ok(whole) = value.as_int() {
        write_float(out, whole as f64);
    } else if let Ok(text) = value.as_immutable_string_ref() {
        write_text(out, &text, texts);
    } else if let Ok(c) = value.as_char() {
        write_text(out, c.encode_utf8(&mut [0; 4]), texts);
    } else if let Ok(array) = value.as_array_ref() {
        out.push(6);
        out.extend((array.len() as u32).to_le_bytes());
        array.iter().for_each(|item| write(out, item, texts));
    } else if let Ok(map) = value.as_map_ref() {
        out.push(7);
        out.extend((map.len() as u32).to_le_bytes());
        for (key, item) in map.iter() {
            write_text(out, key, texts);
            write(out, item, texts);
        }
    } else {
        out.push(0);
    }
}

fn write_float(out: &mut Vec<u8>, value: f64) {
    out.push(3);
    out.extend(value.to_le_bytes());
}

fn write_text(out: &mut Vec<u8>, text: &str, texts: &TextTable) {
    if let Some(index) = texts.get(text) {
        out.push(5);
        out.extend(index.to_le_bytes());
        return;
    }
    write_plain_text(out, text);
}

/// Writes a text without the table.
pub fn write_plain_text(out: &mut Vec<u8>, text: &str) {
    out.push(4);
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}

/// Writes what a rule saw: scalars as they are, texts cut short, the rest by its type.
pub fn write_seen(out: &mut Vec<u8>, value: &Dynamic, texts: &TextTable) {
    const LONGEST: usize = 200;
    if let Ok(text) = value.as_immutable_string_ref() {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        return write_text(out, &text[..end], texts);
    }
    match check(value, 1) {
        Ok(()) => write(out, value, texts),
        Err(_) => write_text(out, value.type_name(), texts),
    }
}
