//! What exactly is wrong, as a stable code with parameters: what a page tells in its language. The coarser
//! `Code` says what kind of thing it is.

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// One thing that can be wrong. The number is the place in [`PROBLEMS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Problem { $($(#[$doc])* $variant),+ }

        /// Names by number; the TypeScript face checks its own list against this one at load.
        pub const PROBLEMS: &[&str] = &[$($name),+];
    };
}

problems! {
    /// What has no code of its own: `text` is Rhai's.
    Other = "scriptOther",

    // The text of the script
    Ends = "scriptEnds",
    Sign = "scriptSign",
    Unexpected = "scriptUnexpected",
    SignInstead = "scriptSignInstead",
    TextOpen = "scriptTextOpen",
    Escape = "scriptEscape",
    Number = "scriptNumber",
    NumberTooLarge = "scriptNumberTooLarge",
    SingleQuotes = "scriptSingleQuotes",
    Name = "scriptName",
    Reserved = "scriptReserved",
    ReservedSign = "scriptReservedSign",
    SwitchedOff = "scriptSwitchedOff",
    SemicolonMissing = "scriptSemicolonMissing",
    TokenMissing = "scriptTokenMissing",
    ExpressionMissing = "scriptExpressionMissing",
    LiteralMissing = "scriptLiteralMissing",
    PropertyNameMissing = "scriptPropertyNameMissing",
    VariableNameMissing = "scriptVariableNameMissing",
    FunctionNameMissing = "scriptFunctionNameMissing",
    FunctionParametersMissing = "scriptFunctionParametersMissing",
    FunctionBodyMissing = "scriptFunctionBodyMissing",
    FunctionTwice = "scriptFunctionTwice",
    FunctionInside = "scriptFunctionInside",
    ParameterTwice = "scriptParameterTwice",
    PropertyTwice = "scriptPropertyTwice",
    VariableTwice = "scriptVariableTwice",
    SwitchOrder = "scriptSwitchOrder",
    SwitchDefault = "scriptSwitchDefault",
    SwitchCondition = "scriptSwitchCondition",
    AssignTarget = "scriptAssignTarget",
    Index = "scriptIndex",
    BreakOutside = "scriptBreakOutside",
    TooDeep = "scriptTooDeep",
    TooManyFunctions = "scriptTooManyFunctions",
    TooManyConditions = "scriptTooManyConditions",
    TooLong = "scriptTooManyBytes",

    // Names
    NameUnknown = "scriptNameUnknown",
    NameNotInFunction = "scriptNameNotInFunction",
    VariableMissing = "scriptVariableMissing",
    PropertyMissing = "scriptPropertyMissing",
    PropertyOfType = "scriptPropertyOfType",
    FunctionUnknown = "scriptFunctionUnknown",
    FunctionTypes = "scriptFunctionTypes",
    Constant = "scriptConstant",
    ConstantChanged = "scriptConstantChanged",
    ThisUnbound = "scriptThisUnbound",
    InUse = "scriptInUse",

    // Values
    OperatorTypes = "scriptOperatorTypes",
    OperatorNothing = "scriptOperatorNothing",
    OrderTypes = "scriptOrderTypes",
    OrderNothing = "scriptOrderNothing",
    ConditionType = "scriptConditionType",
    ConditionNothing = "scriptConditionNothing",
    LoopType = "scriptLoopType",
    LoopNeedsList = "scriptLoopNeedsList",
    IndexType = "scriptIndexType",
    OtherType = "scriptOtherType",
    QuotientNotFinite = "scriptQuotientNotFinite",
    NotFinite = "scriptNotFinite",
    DivisionByZero = "scriptDivisionByZero",
    Overflow = "scriptOverflow",
    NegativePower = "scriptNegativePower",
    NotANumber = "scriptNotANumber",
    Arithmetic = "scriptArithmetic",
    ArrayIndex = "scriptArrayIndex",
    ArrayEmpty = "scriptArrayEmpty",
    TextIndex = "scriptTextIndex",
    BitIndex = "scriptBitIndex",
    Thrown = "scriptThrown",
    ThrownNothing = "scriptThrownNothing",

    // Limits
    Operations = "scriptOperations",
    Calls = "scriptCalls",
    Stack = "scriptStack",
    Variables = "scriptVariables",
    TextTooLong = "scriptTextTooLarge",
    ArrayTooLong = "scriptArrayTooLarge",
    MapTooLarge = "scriptMapTooLarge",
    MemoryHeld = "scriptMemoryHeld",
    MemoryCopied = "scriptMemoryCopied",

    // The border
    InputValue = "scriptInputValue",
    ResultDeep = "scriptResultDeep",
    ResultWhole = "scriptResultWhole",
    ResultType = "scriptResultType",
    ResultNotFinite = "scriptResultNotFinite",
    ResultNoVerdict = "scriptResultNoVerdict",
}

/// A type of Rhai in words that are the same whoever names it.
pub fn type_word(rhai: &str) -> &str {
    match rhai.trim() {
        "f64" | "a floating-point number" => "float",
        "i64" => "whole",
        "a number" => "number",
        "bool" | "a boolean" => "boolean",
        "string" | "a string" | "&str | ImmutableString | String" => "text",
        "char" | "a character" => "character",
        "array" | "an array" => "array",
        "map" | "an object map" => "map",
        "()" => "nothing",
        "Fn" | "fn" => "function",
        other if other.contains("FnPtr") => "function",
        other if other.to_lowercase().contains("range") => "range",
        other => other,
    }
}
