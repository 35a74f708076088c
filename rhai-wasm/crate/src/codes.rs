//! The stable error codes, shared with the TypeScript face by number and by name.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What went wrong, as a stable code. The number is the place in [`NAMES`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        /// Names by number; the TypeScript face checks its own list against this one at load.
        pub const NAMES: &[&str] = &[$($name),+];
    };
}

codes! {
    /// No error.
    None = "NONE",
    /// The text is not a Rhai script.
    Syntax = "SYNTAX",
    /// A chain or nesting is longer than the parser allows.
    ExpressionDepth = "EXPRESSION_DEPTH",
    /// The source is larger than allowed.
    SourceLimit = "SOURCE_LIMIT",
    /// More functions than allowed.
    FunctionLimit = "FUNCTION_LIMIT",
    /// `eval`, `import` or another symbol that is switched off.
    Forbidden = "FORBIDDEN",
    /// A name that is neither an input nor defined.
    UnknownVariable = "UNKNOWN_VARIABLE",
    /// No function of this name for these argument types.
    UnknownFunction = "UNKNOWN_FUNCTION",
    /// A map has no such property.
    MissingProperty = "MISSING_PROPERTY",
    /// A value of another type than needed, ordering of different types included.
    TypeMismatch = "TYPE_MISMATCH",
    /// A result is infinite or not a number.
    NotFinite = "NOT_FINITE",
    /// Whole-number overflow, whole division by zero.
    Arithmetic = "ARITHMETIC",
    /// An index outside of an array, string or bit field.
    Index = "INDEX",
    /// Assignment to a constant.
    Constant = "CONSTANT",
    /// The script threw.
    Thrown = "THROWN",
    /// More operations than allowed.
    OperationLimit = "OPERATION_LIMIT",
    /// Calls nested deeper than allowed.
    CallDepth = "CALL_DEPTH",
    /// More variables than allowed.
    VariableLimit = "VARIABLE_LIMIT",
    /// A string longer than allowed.
    StringLimit = "STRING_LIMIT",
    /// An array longer than allowed.
    ArrayLimit = "ARRAY_LIMIT",
    /// A map larger than allowed.
    MapLimit = "MAP_LIMIT",
    /// More memory held or copied than allowed.
    MemoryLimit = "MEMORY_LIMIT",
    /// The result cannot leave the sandbox (function pointer, blob, range, whole number beyond 2^53).
    ResultType = "RESULT_TYPE",
    /// An input cannot enter the sandbox.
    Input = "INPUT",
    /// The sandbox itself stopped; the instance was made anew.
    Trap = "TRAP",
    /// Any other run-time error of Rhai.
    Runtime = "RUNTIME",
}
