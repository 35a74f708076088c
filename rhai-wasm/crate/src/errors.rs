//! From Rhai's errors to a stable code, a message, a place and what was expected.

use crate::codes::Code;
use crate::node::{NOT_FINITE, TO_ORDER};
use crate::problems::{type_word, Problem};
use crate::state::{self, Stop};
use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

/// An error of a script. Line and column count from 1; 0 means no place is known.
#[derive(Clone, Debug)]
pub struct RuleError {
    pub code: Code,
    /// What exactly, with what it is about.
    pub problem: Problem,
    pub parameters: Vec<(&'static str, String)>,
    pub message: String,
    pub line: u16,
    pub column: u16,
    pub expected: Option<String>,
}

impl RuleError {
    pub fn new(code: Code, problem: Problem, message: impl Into<String>, position: Position) -> Self {
        Self {
            code,
            problem,
            parameters: Vec::new(),
            message: message.into(),
            line: position.line().unwrap_or(0) as u16,
            column: position.position().unwrap_or(0) as u16,
            expected: None,
        }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        // What a script says of itself can be as long as a text may be.
        self.parameters.push((name, value.to_string().chars().take(PARAMETER_CHARACTERS).collect()));
        self
    }

    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

const PARAMETER_CHARACTERS: usize = 200;

/// What to do about a chain or nesting that is too long.
const TOO_DEEP: &str = "this chain or nesting is too long for one expression. Split it: put parts into `let` \
variables, write separate `if` statements that set a variable instead of a long `else if` chain, \
or move an inner part into a function";

/// Describes an error of compiling.
pub fn of_parse(error: &ParseError) -> RuleError {
    use ParseErrorType as E;
    let at = error.position();
    let text = error.err_type().to_string();
    let new = |problem| RuleError::new(Code::Syntax, problem, &text, at);
    match error.err_type() {
        E::UnexpectedEOF => new(Problem::Ends).expecting("the rest of the script"),
        E::BadInput(lexical) => of_lexical(lexical, &text, at),
        E::UnknownOperator(sign) => of_sign(sign, &text, at),
        E::MissingToken(token, _) if token == ";" => new(Problem::SemicolonMissing).expecting("';'"),
        E::MissingToken(token, _) => {
            new(Problem::TokenMissing).with("token", token).expecting(format!("'{token}'"))
        }
        E::ExprExpected(what) if what.contains("literal") => {
            new(Problem::LiteralMissing).expecting(format!("{what} expression"))
        }
        E::ExprExpected(what) => new(Problem::ExpressionMissing).expecting(format!("{what} expression")),
        E::MalformedIndexExpr(_) => new(Problem::Index),
        E::MismatchedType(wanted, actual) => {
            let problem = if wanted.contains("boolean") { Problem::ConditionType } else { Problem::LoopType };
            of_type(new(problem), actual).expecting(wanted.clone())
        }
        E::PropertyExpected => new(Problem::PropertyNameMissing).expecting("a property name"),
        E::VariableExpected => new(Problem::VariableNameMissing).expecting("a variable name"),
        E::ForbiddenVariable(name) => new(Problem::Name).with("text", name),
        E::Reserved(name) => of_reserved(name, &text, at),
        E::DuplicatedProperty(name) => new(Problem::PropertyTwice).with("name", name),
        E::DuplicatedVariable(name) | E::VariableExists(name) => new(Problem::VariableTwice).with("name", name),
        E::WrongSwitchIntegerCase => new(Problem::SwitchOrder),
        E::WrongSwitchDefaultCase => new(Problem::SwitchDefault),
        E::WrongSwitchCaseCondition => new(Problem::SwitchCondition),
        E::WrongFnDefinition => new(Problem::FunctionInside),
        E::FnDuplicatedDefinition(name, count) => {
            new(Problem::FunctionTwice).with("name", name).with("count", count)
        }
        E::FnDuplicatedParam(name, parameter) => {
            new(Problem::ParameterTwice).with("name", name).with("parameter", parameter)
        }
        E::FnMissingName => new(Problem::FunctionNameMissing).expecting("a function name"),
        E::FnMissingParams(name) => new(Problem::FunctionParametersMissing).with("name", name).expecting("'('"),
        E::FnMissingBody(_) => new(Problem::FunctionBodyMissing).expecting("'{'"),
        E::WrongExport => RuleError::new(Code::Forbidden, Problem::SwitchedOff, text, at).with("name", "export"),
        E::AssignmentToConstant(name) => {
            RuleError::new(Code::Constant, Problem::Constant, text, at).with("name", name)
        }
        E::AssignmentToInvalidLHS(_) => new(Problem::AssignTarget),
        E::VariableUndefined(name) => new(Problem::VariableMissing).with("name", name),
        E::ExprTooDeep => RuleError::new(Code::ExpressionDepth, Problem::TooDeep, TOO_DEEP, at),
        E::TooManyFunctions => RuleError::new(Code::FunctionLimit, Problem::TooManyFunctions, text, at),
        E::LiteralTooLarge(kind, most) => too_large(kind, &text, at).with("most", most),
        E::LoopBreak => new(Problem::BreakOutside),
        _ => new(Problem::Other).with("text", &text),
    }
}

fn of_lexical(error: &LexError, text: &str, at: Position) -> RuleError {
    let new = |problem| RuleError::new(Code::Syntax, problem, text, at);
    match error {
        LexError::UnterminatedString => new(Problem::TextOpen),
        LexError::MalformedEscapeSequence(escape) => new(Problem::Escape).with("text", escape),
        // Of `0x` alone Rhai keeps nothing.
        LexError::MalformedNumber(number) => {
            new(Problem::Number).with("text", if number.is_empty() { "0x" } else { number })
        }
        LexError::MalformedChar(_) => new(Problem::SingleQuotes),
        LexError::MalformedIdentifier(name) => new(Problem::Name).with("text", name),
        LexError::UnexpectedInput(sign) if sign.chars().all(|c| c.is_ascii() && !"$@\\`'\"".contains(c)) => {
            new(Problem::Unexpected).with("text", sign)
        }
        LexError::ImproperSymbol(name, _) if name == "eval" => {
            RuleError::new(Code::Forbidden, Problem::SwitchedOff, "'eval' is switched off", at).with("name", name)
        }
        LexError::UnexpectedInput(sign) | LexError::ImproperSymbol(sign, _) => of_sign(sign, text, at),
        _ => new(Problem::Other).with("text", text),
    }
}

fn of_sign(sign: &str, text: &str, at: Position) -> RuleError {
    match instead(sign) {
        Some(meant) => RuleError::new(Code::Syntax, Problem::SignInstead, text, at)
            .with("text", sign)
            .with("instead", meant),
        None => RuleError::new(Code::Syntax, Problem::Sign, text, at).with("text", sign),
    }
}

/// Signs of other languages, and what stands for them here.
fn instead(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "===" => "==",
        "!==" => "!=",
        "<-" => "<=",
        // Where a value is asked for, as in a condition.
        "=" => "==",
        ":=" => "=",
        "++" => "+= 1",
        "--" => "-= 1",
        "->" => ".",
        "(*" | "*)" => "/* … */",
        "# {" => "#{",
        _ => return None,
    })
}

fn of_reserved(name: &str, text: &str, at: Position) -> RuleError {
    let meant = match name {
        "eval" | "import" | "export" => {
            return RuleError::new(Code::Forbidden, Problem::SwitchedOff, text, at).with("name", name)
        }
        "and" | "&" => Some("&&"),
        "or" | "|" => Some("||"),
        "not" => Some("!"),
        "null" | "nil" | "none" | "void" => Some("()"),
        "var" => Some("let"),
        "then" => Some("{ … }"),
        "match" | "case" | "when" => Some("switch"),
        _ => instead(name),
    };
    let is_word = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match meant {
        Some(meant) => {
            RuleError::new(Code::Syntax, Problem::SignInstead, text, at).with("text", name).with("instead", meant)
        }
        None if is_word => RuleError::new(Code::Syntax, Problem::Reserved, text, at).with("name", name),
        None => RuleError::new(Code::Syntax, Problem::ReservedSign, text, at).with("text", name),
    }
}

fn too_large(kind: &str, text: &str, at: Position) -> RuleError {
    let (code, problem) = if kind.contains("string") {
        (Code::StringLimit, Problem::TextTooLong)
    } else if kind.contains("map") {
        (Code::MapLimit, Problem::MapTooLarge)
    } else {
        (Code::ArrayLimit, Problem::ArrayTooLong)
    };
    RuleError::new(code, problem, text, at)
}

fn of_type(error: RuleError, rhai: &str) -> RuleError {
    error.with("ofType", type_word(rhai))
}

/// Describes an error of running.
pub fn of_run(error: &EvalAltResult) -> RuleError {
    use EvalAltResult as E;
    // The place inside a function tells more than the place of the call.
    let inner = error.unwrap_inner();
    let at = if inner.position().is_none() { error.position() } else { inner.position() };
    let text = message(inner);
    let new = |code, problem| RuleError::new(code, problem, &text, at);
    match inner {
        E::ErrorTerminated(..) => stopped(at),
        E::ErrorVariableNotFound(name, _) => new(Code::UnknownVariable, Problem::VariableMissing)
            .with("name", name)
            .expecting(format!("an input or variable '{name}'")),
        E::ErrorPropertyNotFound(name, _) => new(Code::MissingProperty, Problem::PropertyMissing)
            .with("name", name)
            .expecting(format!("a property '{name}'")),
        E::ErrorDotExpr(said, _) => of_property(new(Code::MissingProperty, Problem::PropertyOfType), said),
        E::ErrorFunctionNotFound(signature, _) => of_call(signature, &text, at),
        E::ErrorMismatchDataType(wanted, actual, _) | E::ErrorMismatchOutputType(wanted, actual, _) => {
            let error = of_mismatch(wanted, actual, &text, at);
            if wanted.is_empty() { error } else { error.expecting(wanted.clone()) }
        }
        E::ErrorIndexingType(types, _) => {
            of_type(new(Code::TypeMismatch, Problem::IndexType), types.split(" [").next().unwrap_or(types))
        }
        E::ErrorFor(_) => new(Code::TypeMismatch, Problem::LoopNeedsList),
        E::ErrorArithmetic(said, _) => of_arithmetic(said, &text, at),
        E::ErrorArrayBounds(0, ..) => new(Code::Index, Problem::ArrayEmpty),
        E::ErrorArrayBounds(count, index, _) => in_bounds(new(Code::Index, Problem::ArrayIndex), *index, *count),
        E::ErrorStringBounds(count, index, _) => in_bounds(new(Code::Index, Problem::TextIndex), *index, *count),
        E::ErrorBitFieldBounds(count, index, _) => in_bounds(new(Code::Index, Problem::BitIndex), *index, *count),
        E::ErrorIndexNotFound(..) => new(Code::Index, Problem::Other).with("text", &text),
        E::ErrorAssignmentToConstant(name, _) => new(Code::Constant, Problem::Constant).with("name", name),
        E::ErrorNonPureMethodCallOnConstant(method, _) => {
            // Rhai's names of reading and writing a part: `set$name`, `index$set$`.
            let name = method.rsplit('$').next().filter(|name| !name.is_empty()).unwrap_or("[ ]");
            new(Code::Constant, Problem::ConstantChanged).with("name", name)
        }
        E::ErrorRuntime(thrown, _) if thrown.is_unit() => new(Code::Thrown, Problem::ThrownNothing),
        E::ErrorRuntime(thrown, _) => new(Code::Thrown, Problem::Thrown).with("text", thrown),
        E::ErrorTooManyOperations(_) => new(Code::OperationLimit, Problem::Operations),
        E::ErrorStackOverflow(_) => new(Code::CallDepth, Problem::Calls),
        E::ErrorTooManyVariables(_) => new(Code::VariableLimit, Problem::Variables),
        E::ErrorDataTooLarge(kind, _) => too_large(kind, &text, at),
        E::ErrorTooManyModules(_) | E::ErrorModuleNotFound(..) => {
            new(Code::Forbidden, Problem::SwitchedOff).with("name", "import")
        }
        E::ErrorUnboundThis(_) => new(Code::Runtime, Problem::ThisUnbound),
        E::ErrorDataRace(..) => new(Code::Runtime, Problem::InUse),
        _ => new(Code::Runtime, Problem::Other).with("text", &text),
    }
}

fn in_bounds(error: RuleError, index: i64, count: usize) -> RuleError {
    error.with("index", index).with("count", count)
}

/// `Unknown property 'x' - a getter is not registered for type 'f64'`
fn of_property(error: RuleError, said: &str) -> RuleError {
    let quoted: Vec<&str> = said.split('\'').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [name, rhai, ..] => of_type(error.with("name", name), rhai),
        _ => RuleError { problem: Problem::Other, ..error }.with("text", said),
    }
}

/// `name (type, type)`: what was called with what.
fn of_call(signature: &str, text: &str, at: Position) -> RuleError {
    let new = |problem| RuleError::new(Code::UnknownFunction, problem, text, at);
    let (name, rest) = signature.split_once(" (").unwrap_or((signature, ""));
    let types: Vec<&str> = match rest.strip_suffix(')').unwrap_or(rest) {
        "" => Vec::new(),
        types => types.split(", ").map(type_word).collect(),
    };
    let is_operator = !name.chars().any(|c| c.is_alphanumeric() || c == '_');
    match types.as_slice() {
        _ if is_operator && types.contains(&"nothing") => new(Problem::OperatorNothing).with("operator", name),
        _ if is_operator => new(Problem::OperatorTypes).with("operator", name).with("ofTypes", types.join(", ")),
        [] => new(Problem::FunctionUnknown).with("name", name),
        _ => new(Problem::FunctionTypes).with("name", name).with("ofTypes", types.join(", ")),
    }
}

fn of_mismatch(wanted: &str, actual: &str, text: &str, at: Position) -> RuleError {
    let new = |problem| RuleError::new(Code::TypeMismatch, problem, text, at);
    if wanted == TO_ORDER {
        let types: Vec<&str> = actual.split(" and ").map(type_word).collect();
        return match types.contains(&"nothing") {
            true => new(Problem::OrderNothing),
            false => new(Problem::OrderTypes).with("ofTypes", types.join(", ")),
        };
    }
    match (type_word(wanted), type_word(actual)) {
        ("boolean", "nothing") => new(Problem::ConditionNothing),
        ("boolean", actual) => new(Problem::ConditionType).with("ofType", actual),
        (wanted, actual) => new(Problem::OtherType).with("wantedType", wanted).with("ofType", actual),
    }
}

fn of_arithmetic(said: &str, text: &str, at: Position) -> RuleError {
    if let Some(rest) = said.strip_prefix(NOT_FINITE) {
        let operator = rest.split('\'').nth(1).unwrap_or("");
        let problem = if matches!(operator, "/" | "%") { Problem::QuotientNotFinite } else { Problem::NotFinite };
        return RuleError::new(Code::NotFinite, problem, text, at)
            .with("operator", operator)
            .expecting("a finite number");
    }
    let new = |problem| RuleError::new(Code::Arithmetic, problem, text, at);
    let calculation = said.split_once(": ").map_or(said, |(_, after)| after);
    if said.starts_with("Division by zero") || said.starts_with("Modulo division by zero") {
        new(Problem::DivisionByZero).with("text", calculation)
    } else if said.contains("overflow") {
        new(Problem::Overflow).with("text", calculation)
    } else if said.starts_with("Integer raised") {
        new(Problem::NegativePower).with("text", calculation)
    } else if said.starts_with("Error parsing") {
        new(Problem::NotANumber).with("text", said.split('\'').nth(1).unwrap_or(""))
    } else {
        new(Problem::Arithmetic).with("text", said)
    }
}

/// Describes a stop by the progress hook.
pub fn stopped(at: Position) -> RuleError {
    let (code, problem, message) = match state::stopped() {
        Stop::MemoryHeld => {
            (Code::MemoryLimit, Problem::MemoryHeld, "the script holds more memory than allowed")
        }
        Stop::Stack => (Code::CallDepth, Problem::Stack, "calls and expressions are nested too deep together"),
        Stop::MemoryCopied => {
            (Code::MemoryLimit, Problem::MemoryCopied, "the script copies more data than allowed")
        }
        _ => (Code::OperationLimit, Problem::Operations, "the script takes more operations than allowed"),
    };
    RuleError::new(code, problem, message, at)
}

/// Rhai's message without the place it appends.
fn message(error: &EvalAltResult) -> String {
    let text = error.to_string();
    let position = error.position();
    if position.is_none() {
        return text;
    }
    text.strip_suffix(&format!(" ({position})")).map_or(text.clone(), str::to_string)
}
