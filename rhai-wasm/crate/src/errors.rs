//! From Rhai's errors to a stable code, a message, a place and what was expected.

use crate::codes::Code;
use crate::node::NOT_FINITE;
use crate::state::{self, Stop};
use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

/// An error of a script. Line and column count from 1; 0 means no place is known.
#[derive(Clone, Debug)]
pub struct RuleError {
    pub code: Code,
    pub message: String,
    pub line: u16,
    pub column: u16,
    pub expected: Option<String>,
}

impl RuleError {
    pub fn new(code: Code, message: impl Into<String>, position: Position) -> Self {
        Self {
            code,
            message: message.into(),
            line: position.line().unwrap_or(0) as u16,
            column: position.position().unwrap_or(0) as u16,
            expected: None,
        }
    }

    fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

/// What to do about a chain or nesting that is too long.
const TOO_DEEP: &str = "this chain or nesting is too long for one expression. Split it: put parts into `let` \
variables, write separate `if` statements that set a variable instead of a long `else if` chain, \
or move an inner part into a function";

/// Describes an error of compiling.
pub fn of_parse(error: &ParseError) -> RuleError {
    let at = error.position();
    let text = error.err_type().to_string();
    match error.err_type() {
        ParseErrorType::ExprTooDeep => RuleError::new(Code::ExpressionDepth, TOO_DEEP, at),
        ParseErrorType::TooManyFunctions => RuleError::new(Code::FunctionLimit, text, at),
        ParseErrorType::LiteralTooLarge(kind, _) => RuleError::new(too_large(kind), text, at),
        ParseErrorType::Reserved(name) => RuleError::new(reserved(name), text, at),
        ParseErrorType::BadInput(LexError::ImproperSymbol(name, _)) if name == "eval" => {
            RuleError::new(Code::Forbidden, "'eval' is switched off", at)
        }
        ParseErrorType::AssignmentToConstant(_) => RuleError::new(Code::Constant, text, at),
        ParseErrorType::MissingToken(token, _) => {
            RuleError::new(Code::Syntax, text, at).expecting(format!("'{token}'"))
        }
        ParseErrorType::ExprExpected(what) => {
            RuleError::new(Code::Syntax, text, at).expecting(format!("{what} expression"))
        }
        ParseErrorType::MismatchedType(wanted, _) => {
            RuleError::new(Code::Syntax, text, at).expecting(wanted.clone())
        }
        ParseErrorType::PropertyExpected => RuleError::new(Code::Syntax, text, at).expecting("a property name"),
        ParseErrorType::VariableExpected => RuleError::new(Code::Syntax, text, at).expecting("a variable name"),
        ParseErrorType::FnMissingName => RuleError::new(Code::Syntax, text, at).expecting("a function name"),
        ParseErrorType::FnMissingParams(_) => RuleError::new(Code::Syntax, text, at).expecting("'('"),
        ParseErrorType::FnMissingBody(_) => RuleError::new(Code::Syntax, text, at).expecting("'{'"),
        ParseErrorType::UnexpectedEOF => {
            RuleError::new(Code::Syntax, text, at).expecting("the rest of the script")
        }
        _ => RuleError::new(Code::Syntax, text, at),
    }
}

fn reserved(name: &str) -> Code {
    match name {
        "eval" | "import" | "export" => Code::Forbidden,
        _ => Code::Syntax,
    }
}

fn too_large(kind: &str) -> Code {
    if kind.contains("string") {
        Code::StringLimit
    } else if kind.contains("map") {
        Code::MapLimit
    } else {
        Code::ArrayLimit
    }
}

/// Describes an error of running.
pub fn of_run(error: &EvalAltResult) -> RuleError {
    // The place inside a function tells more than the place of the call.
    let inner = error.unwrap_inner();
    let at = if inner.position().is_none() { error.position() } else { inner.position() };
    let text = message(inner);
    match inner {
        EvalAltResult::ErrorTerminated(..) => stopped(at),
        EvalAltResult::ErrorVariableNotFound(name, _) => {
            RuleError::new(Code::UnknownVariable, text, at).expecting(format!("an input or variable '{name}'"))
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => {
            RuleError::new(Code::MissingProperty, text, at).expecting(format!("a property '{name}'"))
        }
        EvalAltResult::ErrorMismatchDataType(wanted, ..) | EvalAltResult::ErrorMismatchOutputType(wanted, ..) => {
            let error = RuleError::new(Code::TypeMismatch, text, at);
            if wanted.is_empty() { error } else { error.expecting(wanted.clone()) }
        }
        EvalAltResult::ErrorArithmetic(reason, _) if reason.starts_with(NOT_FINITE) => {
            RuleError::new(Code::NotFinite, text, at).expecting("a finite number")
        }
        EvalAltResult::ErrorDataTooLarge(kind, _) => RuleError::new(too_large(kind), text, at),
        _ => RuleError::new(plain(inner), text, at),
    }
}

fn plain(error: &EvalAltResult) -> Code {
    match error {
        EvalAltResult::ErrorFunctionNotFound(..) => Code::UnknownFunction,
        EvalAltResult::ErrorDotExpr(..) => Code::MissingProperty,
        EvalAltResult::ErrorIndexingType(..) | EvalAltResult::ErrorFor(_) => Code::TypeMismatch,
        EvalAltResult::ErrorArithmetic(..) => Code::Arithmetic,
        EvalAltResult::ErrorArrayBounds(..)
        | EvalAltResult::ErrorStringBounds(..)
        | EvalAltResult::ErrorBitFieldBounds(..)
        | EvalAltResult::ErrorIndexNotFound(..) => Code::Index,
        EvalAltResult::ErrorAssignmentToConstant(..) | EvalAltResult::ErrorNonPureMethodCallOnConstant(..) => {
            Code::Constant
        }
        EvalAltResult::ErrorRuntime(..) => Code::Thrown,
        EvalAltResult::ErrorTooManyOperations(_) => Code::OperationLimit,
        EvalAltResult::ErrorStackOverflow(_) => Code::CallDepth,
        EvalAltResult::ErrorTooManyVariables(_) => Code::VariableLimit,
        EvalAltResult::ErrorTooManyModules(_) | EvalAltResult::ErrorModuleNotFound(..) => Code::Forbidden,
        _ => Code::Runtime,
    }
}

/// Describes a stop by the progress hook.
pub fn stopped(at: Position) -> RuleError {
    match state::stopped() {
        Stop::MemoryHeld => RuleError::new(Code::MemoryLimit, "the script holds more memory than allowed", at),
        Stop::Stack => RuleError::new(Code::CallDepth, "calls and expressions are nested too deep together", at),
        Stop::MemoryCopied => RuleError::new(Code::MemoryLimit, "the script copies more data than allowed", at),
        _ => RuleError::new(Code::OperationLimit, "the script takes more operations than allowed", at),
    }
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
