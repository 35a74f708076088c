//! Native functions of Rhai that are replaced: they hid work or errors, or need a clock.

use crate::{node, state};
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, ImmutableString, Map, NativeCallContext, Position};
use std::any::TypeId;
use std::cmp::Ordering;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// Puts the replacements into an engine; they are found before the packages'.
pub fn register(engine: &mut Engine) {
    let array = TypeId::of::<Array>();
    let map = TypeId::of::<Map>();
    let any = TypeId::of::<Dynamic>();
    for pair in [[array, array], [map, map]] {
        engine.register_raw_fn("==", pair, |context, args| both(&context, args));
        engine.register_raw_fn("!=", pair, |context, args| both(&context, args).map(|equal| !equal));
    }
    engine.register_raw_fn("contains", [array, any], |context, args| {
        find(&context, args).map(|place| place.is_some())
    });
    engine.register_raw_fn("index_of", [array, any], |context, args| {
        find(&context, args).map(|place| place.map_or(-1, |i| i as i64))
    });
    for name in ["sort", "sort_by"] {
        engine.register_raw_fn(name, [array, TypeId::of::<FnPtr>()], |context, args| sort(&context, args));
    }
    strings(engine);
    mathematics(engine);
    for argument in [TypeId::of::<i64>(), TypeId::of::<f64>()] {
        engine.register_raw_fn("sleep", [argument], |_, _| -> Fallible<()> {
            Err(EvalAltResult::ErrorFunctionNotFound("sleep".into(), Position::NONE).into())
        });
    }
}

/// The functions of floats that can leave the finite numbers. Stock Rhai hands on what every comparison then
/// answers with `false`.
fn mathematics(engine: &mut Engine) {
    const UNARY: [(&str, fn(f64) -> f64); 14] = [
        ("sqrt", f64::sqrt),
        ("exp", f64::exp),
        ("ln", f64::ln),
        ("log", f64::log10),
        ("tan", f64::tan),
        ("asin", f64::asin),
        ("acos", f64::acos),
        ("sinh", f64::sinh),
        ("cosh", f64::cosh),
        ("asinh", f64::asinh),
        ("acosh", f64::acosh),
        ("atanh", f64::atanh),
        ("to_degrees", f64::to_degrees),
        ("to_radians", f64::to_radians),
    ];
    const BINARY: [(&str, fn(f64, f64) -> f64); 2] = [("log", f64::log), ("hypot", f64::hypot)];
    for (name, function) in UNARY {
        engine.register_fn(name, move |x: f64| node::finite(function(x), name, Position::NONE));
    }
    for (name, function) in BINARY {
        engine.register_fn(name, move |x: f64, y: f64| node::finite(function(x, y), name, Position::NONE));
    }
    engine.register_fn("parse_float", |text: &str| match text.trim().parse::<f64>() {
        Ok(value) => node::finite(value, "parse_float", Position::NONE),
        Err(error) => {
            let message = format!("Error parsing floating-point number '{text}': {error}");
            Err(EvalAltResult::ErrorArithmetic(message, Position::NONE).into())
        }
    });
}

/// Bytes of text that searching takes for one operation.
const BYTES_AN_OPERATION: usize = 32;

/// Pays for work on a text. An error ends the work; the script is stopped at its next operation in any case.
pub fn pay_for_text(length: usize, at: Position) -> Fallible<()> {
    if state::charge((length / BYTES_AN_OPERATION) as u32) {
        return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, at).into());
    }
    Ok(())
}

fn strings(engine: &mut Engine) {
    let text = TypeId::of::<ImmutableString>();
    engine.register_raw_fn("contains", [text, text], |context, args| {
        with_texts(&context, args, |text, part| text.contains(part))
    });
    engine.register_raw_fn("index_of", [text, text], |context, args| {
        with_texts(&context, args, |text, part| {
            text.find(part).map_or(-1, |at| text[..at].chars().count() as i64)
        })
    });
    engine.register_raw_fn("remove", [text, text], |context, args| {
        let left = with_texts(&context, args, |text, part| text.replace(part, ""))?;
        *args[0] = left.into();
        Ok(())
    });
    engine.register_raw_fn("pad", [text, TypeId::of::<i64>(), text], |context, args| pad(&context, args));
}

/// As Rhai's own, which never ends where there is nothing to pad with: here the text then stays as it is.
fn pad(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Fallible<()> {
    let wanted = args[1].as_int().map_err(|actual| mismatch("i64", actual))?;
    let padding = args[2].clone().into_immutable_string().map_err(|actual| mismatch("string", actual))?;
    let mut padded = args[0].as_immutable_string_ref().map_err(|actual| mismatch("string", actual))?.to_string();
    let length = padded.chars().count();
    let Ok(wanted) = usize::try_from(wanted) else {
        return Ok(());
    };
    let most = context.engine().max_string_size();
    let is_too_long = |length: usize| most > 0 && length > most;
    let too_long = || EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE);
    if is_too_long(wanted) {
        return Err(too_long().into());
    }
    if wanted <= length || padding.is_empty() {
        return Ok(());
    }
    padded.extend(padding.chars().cycle().take(wanted - length));
    if is_too_long(padded.len()) {
        return Err(too_long().into());
    }
    *args[0] = padded.into();
    Ok(())
}

fn with_texts<T>(
    context: &NativeCallContext,
    args: &mut [&mut Dynamic],
    work: impl FnOnce(&str, &str) -> T,
) -> Fallible<T> {
    let text = args[0].as_immutable_string_ref().map_err(|actual| mismatch("string", actual))?;
    let part = args[1].as_immutable_string_ref().map_err(|actual| mismatch("string", actual))?;
    pay_for_text(text.len(), context.call_position())?;
    Ok(work(&text, &part))
}

fn both(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Fallible<bool> {
    equal(context, args[0], args[1])
}

fn find(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Fallible<Option<usize>> {
    let array = args[0].as_array_ref().map_err(|actual| mismatch("array", actual))?;
    for (i, item) in array.iter().enumerate() {
        if equal(context, item, args[1])? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn mismatch(expected: &str, actual: &str) -> Box<EvalAltResult> {
    EvalAltResult::ErrorMismatchDataType(expected.into(), actual.into(), Position::NONE).into()
}

/// Equality as Rhai has it, one operation an element, without a call through the engine for each.
fn equal(context: &NativeCallContext, left: &Dynamic, right: &Dynamic) -> Fallible<bool> {
    if state::charge(1) {
        // Stops at the next operation in any case; here only the work is cut short.
        return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, context.call_position()).into());
    }
    if let (Ok(x), Ok(y)) = (left.as_array_ref(), right.as_array_ref()) {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (a, b) in x.iter().zip(y.iter()) {
            if !equal(context, a, b)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    if let (Ok(x), Ok(y)) = (left.as_map_ref(), right.as_map_ref()) {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (key, a) in x.iter() {
            match y.get(key) {
                Some(b) if equal(context, a, b)? => (),
                _ => return Ok(false),
            }
        }
        return Ok(true);
    }
    scalar(context, left, right)
}

fn scalar(context: &NativeCallContext, left: &Dynamic, right: &Dynamic) -> Fallible<bool> {
    if let (Ok(x), Ok(y)) = (left.as_float(), right.as_float()) {
        return Ok(same_float(x, y));
    }
    if let (Ok(x), Ok(y)) = (left.as_immutable_string_ref(), right.as_immutable_string_ref()) {
        return Ok(*x == *y);
    }
    if let (Ok(x), Ok(y)) = (left.as_int(), right.as_int()) {
        return Ok(x == y);
    }
    // Rare pairs are left to Rhai.
    let (mut left, mut right) = (left.clone(), right.clone());
    let answer = context.call_native_fn_raw("==", false, &mut [&mut left, &mut right])?;
    Ok(answer.as_bool().unwrap_or(false))
}

fn same_float(x: f64, y: f64) -> bool {
    let max = if x * y == 0.0 { 1.0 } else { x.abs().max(y.abs()) };
    max == 0.0 || (x - y).abs() / max <= f64::EPSILON
}

/// A stable merge sort that hands on the errors of its comparer. Rhai's swallows them, and the standard
/// library's panics (a trap here) when the comparer contradicts itself.
fn sort(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Fallible<()> {
    let comparer = args[1].clone_cast::<FnPtr>();
    let mut array = args[0].write_lock::<Array>().ok_or_else(|| mismatch("array", ""))?;
    let sorted = merge_sort(context, &comparer, &array)?;
    *array = sorted;
    Ok(())
}

fn merge_sort(context: &NativeCallContext, comparer: &FnPtr, items: &[Dynamic]) -> Fallible<Array> {
    if items.len() < 2 {
        return Ok(items.to_vec());
    }
    let (left, right) = items.split_at(items.len() / 2);
    let left = merge_sort(context, comparer, left)?;
    let right = merge_sort(context, comparer, right)?;
    let mut merged = Array::with_capacity(items.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if order(context, comparer, &left[i], &right[j])? == Ordering::Greater {
            merged.push(right[j].clone());
            j += 1;
        } else {
            merged.push(left[i].clone());
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    Ok(merged)
}

fn order(context: &NativeCallContext, comparer: &FnPtr, x: &Dynamic, y: &Dynamic) -> Fallible<Ordering> {
    let answer = comparer.call_raw(context, None, [x.clone(), y.clone()])?;
    if let Ok(whole) = answer.as_int() {
        return Ok(whole.cmp(&0));
    }
    match answer.as_bool() {
        Ok(true) => Ok(Ordering::Less),
        Ok(false) => Ok(Ordering::Greater),
        Err(actual) => Err(mismatch("a whole number or a boolean from the comparer", actual)),
    }
}
