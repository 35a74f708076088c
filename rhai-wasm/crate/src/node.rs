//! The nodes that `instrument.rs` puts into the tree of a script, and what they do when evaluated.
//!
//! They are custom-syntax expressions under a key no script can write. One kind records rules, the others stand
//! for arithmetic and ordering, where stock Rhai lets an infinite result or a comparison of a text with a number
//! pass as `false`.

use crate::{overrides, state};
use rhai::{Dynamic, EvalAltResult, EvalContext, Expression, ImmutableString, Position};

type Answer = Result<Dynamic, Box<EvalAltResult>>;

/// The key of our nodes. A control character cannot be part of a token.
pub const KEY: &str = "\u{1}aif";

/// What the message of an error by a non-finite result starts with (`errors.rs` turns it into its code).
pub const NOT_FINITE: &str = "the result is not a finite number";

/// What ordering needs.
pub const TO_ORDER: &str = "two numbers or two texts to put in order";

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The condition of a rule: record whether it holds.
    Rule,
    /// The value a `switch` looks at.
    Switch,
    /// An arm of a `switch` other than the default.
    Arm,
    /// After a change of a variable or a part of it: it must be finite and within limits.
    Assigned,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    /// Both: the condition of a rule that is one comparison.
    RuleGreater,
    RuleGreaterEqual,
    RuleLess,
    RuleLessEqual,
}

const KINDS: [Kind; 18] = [
    Kind::Rule,
    Kind::Switch,
    Kind::Arm,
    Kind::Assigned,
    Kind::Add,
    Kind::Subtract,
    Kind::Multiply,
    Kind::Divide,
    Kind::Modulo,
    Kind::Power,
    Kind::Greater,
    Kind::GreaterEqual,
    Kind::Less,
    Kind::LessEqual,
    Kind::RuleGreater,
    Kind::RuleGreaterEqual,
    Kind::RuleLess,
    Kind::RuleLessEqual,
];

impl Kind {
    /// The node for a binary operator, if it needs one.
    pub fn of_operator(name: &str) -> Option<Self> {
        Some(match name {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Modulo,
            "**" => Self::Power,
            ">" => Self::Greater,
            ">=" => Self::GreaterEqual,
            "<" => Self::Less,
            "<=" => Self::LessEqual,
            _ => return None,
        })
    }

    pub fn is_comparison(self) -> bool {
        (Self::Greater as u8..=Self::LessEqual as u8).contains(&(self as u8))
    }

    /// The same comparison as the condition of a rule.
    pub fn of_rule(self) -> Self {
        KINDS[self as usize + Self::RuleGreater as usize - Self::Greater as usize]
    }

    /// The comparison that is the condition of a rule.
    fn of_condition(self) -> Self {
        KINDS[self as usize + Self::Greater as usize - Self::RuleGreater as usize]
    }

    fn operator(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Power => "**",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            _ => "",
        }
    }
}

/// Packs kind, rule and place into the state of a node.
pub fn pack(kind: Kind, rule: u16, position: Position) -> i64 {
    let line = position.line().unwrap_or(0) as i64;
    let column = position.position().unwrap_or(0) as i64;
    (kind as i64) | i64::from(rule) << 8 | line << 24 | column << 40
}

/// The kind and place of a node.
pub fn unpack(packed: i64) -> (Kind, Position) {
    (KINDS[(packed & 0xff) as usize], place(packed))
}

fn place(packed: i64) -> Position {
    let line = (packed >> 24) as u16;
    if line == 0 {
        return Position::NONE;
    }
    Position::new(line, (packed >> 40) as u16)
}

/// Evaluates a node: the one callback behind [`KEY`].
pub fn evaluate(context: &mut EvalContext, inputs: &[Expression], packed: &Dynamic) -> Answer {
    let packed = packed.as_int().unwrap_or(0);
    let kind = KINDS[(packed & 0xff) as usize];
    let rule = (packed >> 8) as u16;
    match kind {
        Kind::Rule => {
            let value = context.eval_expression_tree(&inputs[0])?;
            if let Ok(held) = value.as_bool() {
                record(context, rule, held, &inputs[1..]);
            }
            Ok(value)
        }
        Kind::Switch => {
            let value = context.eval_expression_tree(&inputs[0])?;
            record(context, rule, false, &inputs[1..]);
            Ok(value)
        }
        Kind::Arm => {
            state::with_record(|r| r.seen[rule as usize].fired += 1);
            context.eval_expression_tree(&inputs[0])
        }
        Kind::Assigned => {
            check_assigned(context, &inputs[0], place(packed))?;
            Ok(Dynamic::UNIT)
        }
        Kind::RuleGreater | Kind::RuleGreaterEqual | Kind::RuleLess | Kind::RuleLessEqual => {
            // The comparison counts as a node of its own.
            if state::tick() {
                return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, place(packed)).into());
            }
            let left = context.eval_expression_tree(&inputs[0])?.flatten();
            let right = context.eval_expression_tree(&inputs[1])?.flatten();
            let held = compare(kind.of_condition(), &left, &right, place(packed))?;
            record(context, rule, held.as_bool().unwrap_or(false), &inputs[2..]);
            Ok(held)
        }
        _ => {
            let left = context.eval_expression_tree(&inputs[0])?.flatten();
            let right = context.eval_expression_tree(&inputs[1])?.flatten();
            if kind.is_comparison() {
                compare(kind, &left, &right, place(packed))
            } else {
                arithmetic(context, kind, left, right, place(packed))
            }
        }
    }
}

fn record(context: &mut EvalContext, rule: u16, held: bool, locals: &[Expression]) {
    state::with_record(|r| {
        let Some(seen) = r.evaluated(rule, held) else { return };
        if locals.is_empty() {
            return;
        }
        seen.locals.clear();
        for local in locals {
            let path = local.get_literal_value::<ImmutableString>().unwrap_or_default();
            seen.locals.push(look_up(context, &path));
        }
    });
}

/// Reads `name` or `name.property…` of the present scope without counting or changing anything.
fn look_up(context: &EvalContext, path: &str) -> Option<Dynamic> {
    let mut parts = path.split('.');
    part_of(context.scope().get(parts.next()?)?, parts)
}

fn part_of<'p>(value: &Dynamic, mut path: impl Iterator<Item = &'p str>) -> Option<Dynamic> {
    let Some(key) = path.next() else {
        // Only scalars are shown; a large value is not worth a copy.
        return Some(if value.is_array() || value.is_map() { summary(value) } else { value.flatten_clone() });
    };
    part_of(value.as_map_ref().ok()?.get(key)?, path)
}

fn summary(value: &Dynamic) -> Dynamic {
    let array = value.as_array_ref().ok().map(|a| format!("array({})", a.len()));
    array.or_else(|| value.as_map_ref().ok().map(|m| format!("map({})", m.len()))).unwrap_or_default().into()
}

/// A number as a float, and whether it is one already.
fn number(value: &Dynamic) -> Option<(f64, bool)> {
    match value.as_float() {
        Ok(float) => Some((float, true)),
        Err(_) => value.as_int().ok().map(|whole| (whole as f64, false)),
    }
}

/// A float as a value, or the error for one that is not finite.
pub fn finite(value: f64, operator: &str, position: Position) -> Answer {
    if value.is_finite() {
        return Ok(value.into());
    }
    Err(not_finite(operator, position))
}

fn not_finite(operator: &str, position: Position) -> Box<EvalAltResult> {
    let hint = match operator {
        "/" | "%" => ": division by zero or overflow",
        _ => "",
    };
    EvalAltResult::ErrorArithmetic(format!("{NOT_FINITE}{hint} ('{operator}')"), position).into()
}

fn arithmetic(context: &mut EvalContext, kind: Kind, mut left: Dynamic, mut right: Dynamic, at: Position) -> Answer {
    if let (Some((x, x_float)), Some((y, y_float))) = (number(&left), number(&right)) {
        if x_float || y_float {
            let value = match kind {
                Kind::Add => x + y,
                Kind::Subtract => x - y,
                Kind::Multiply => x * y,
                Kind::Divide => x / y,
                Kind::Modulo => x % y,
                _ => x.powf(y),
            };
            return finite(value, kind.operator(), at);
        }
    }
    if let Ok(text) = left.as_immutable_string_ref() {
        // `text - part` searches all of the text.
        overrides::pay_for_text(text.len(), at)?;
    }
    // Whole numbers, text and the rest keep Rhai's own operators, found by name.
    let value = context.call_native_fn_raw(kind.operator(), false, &mut [&mut left, &mut right]);
    match value {
        Ok(value) => match value.as_float() {
            Ok(float) => finite(float, kind.operator(), at),
            Err(_) => Ok(value),
        },
        Err(mut error) => {
            if error.position().is_none() {
                error.set_position(at);
            }
            Err(error)
        }
    }
}

/// Ordering as Rhai does it within a type; between types it is an error, where stock Rhai answers `false`.
fn compare(kind: Kind, left: &Dynamic, right: &Dynamic, at: Position) -> Answer {
    if let (Some((x, x_float)), Some((y, y_float))) = (number(left), number(right)) {
        if x_float || y_float {
            // No way is known to get here with another one; comparing it would be silently false.
            let _ = finite(x, kind.operator(), at)?;
            let _ = finite(y, kind.operator(), at)?;
            return Ok(compare_floats(kind, x, y).into());
        }
        let (x, y) = (left.as_int().unwrap_or(0), right.as_int().unwrap_or(0));
        return Ok(ordered(kind, x.cmp(&y)).into());
    }
    let order = if let (Ok(x), Ok(y)) = (left.as_bool(), right.as_bool()) {
        Some(x.cmp(&y))
    } else {
        match (text(left), text(right)) {
            (Some(x), Some(y)) => Some(x.as_str().cmp(y.as_str())),
            _ => None,
        }
    };
    match order {
        Some(order) => Ok(ordered(kind, order).into()),
        None => Err(cannot_order(left, right, at)),
    }
}

fn text(value: &Dynamic) -> Option<ImmutableString> {
    if let Ok(c) = value.as_char() {
        return Some(c.to_string().into());
    }
    value.as_immutable_string_ref().ok().map(|s| s.clone())
}

fn ordered(kind: Kind, order: std::cmp::Ordering) -> bool {
    match kind {
        Kind::Greater => order.is_gt(),
        Kind::GreaterEqual => order.is_ge(),
        Kind::Less => order.is_lt(),
        _ => order.is_le(),
    }
}

/// Rhai's comparison of floats: relative to the larger operand, within the machine epsilon.
fn compare_floats(kind: Kind, x: f64, y: f64) -> bool {
    let max = if x * y == 0.0 { 1.0 } else { x.abs().max(y.abs()) };
    match kind {
        Kind::Greater => (x - y) / max > f64::EPSILON,
        Kind::GreaterEqual => (x - y) / max > -f64::EPSILON,
        Kind::Less => (y - x) / max > f64::EPSILON,
        _ => (y - x) / max > -f64::EPSILON,
    }
}

fn cannot_order(left: &Dynamic, right: &Dynamic, at: Position) -> Box<EvalAltResult> {
    let actual = format!("{} and {}", left.type_name(), right.type_name());
    EvalAltResult::ErrorMismatchDataType(TO_ORDER.into(), actual, at).into()
}

/// Looks at a variable before and after it is changed in part: Rhai itself lets a map grow that way without end.
fn check_assigned(context: &EvalContext, variable: &Expression, at: Position) -> Result<(), Box<EvalAltResult>> {
    let value = match variable.get_string_value() {
        Some("this") => context.this_ptr(),
        Some(name) => context.scope().get(name),
        None => None,
    };
    let Some(value) = value else { return Ok(()) };
    if let Ok(text) = value.as_immutable_string_ref() {
        overrides::pay_for_text(text.len(), at)?;
    }
    context.engine().ensure_data_size_within_limits(value).map_err(|mut error| {
        error.set_position(at);
        error
    })?;
    check_deep(value, at)
}

fn check_deep(value: &Dynamic, at: Position) -> Result<(), Box<EvalAltResult>> {
    if let Ok(float) = value.as_float() {
        return finite(float, "op=", at).map(|_| ());
    }
    if let Ok(array) = value.as_array_ref() {
        return array.iter().try_for_each(|item| check_deep(item, at));
    }
    if let Ok(map) = value.as_map_ref() {
        return map.values().try_for_each(|item| check_deep(item, at));
    }
    Ok(())
}
