//! Limits of one script: defaults that suit a rule, and the most that is ever accepted.

/// All limits are per evaluation unless said otherwise; sizes count nested parts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Operations, closures called from native functions included.
    pub operations: u32,
    /// Script calls inside one another.
    pub call_depth: u32,
    /// Nesting of expressions and statements, at compile time.
    pub expression_depth: u32,
    /// UTF-8 bytes of one string, or of all strings in one value.
    pub string_bytes: u32,
    /// Elements of one array, nested ones included.
    pub array_length: u32,
    /// Entries of one map, nested ones included.
    pub map_size: u32,
    /// Variables alive in one function, inputs included.
    pub variables: u32,
    /// Functions and closures of a script.
    pub functions: u32,
    /// Bytes a script may hold at once.
    pub memory_bytes: u32,
}

/// Number of 32-bit words that [`Limits`] takes on its way in.
pub const WORDS: usize = 9;

impl Limits {
    /// Safe for a rule of some hundred lines.
    pub const DEFAULT: Self = Self {
        operations: 100_000,
        call_depth: 32,
        expression_depth: 64,
        string_bytes: 4096,
        array_length: 128,
        map_size: 128,
        variables: 256,
        functions: 64,
        memory_bytes: 8 << 20,
    };
    /// The most that is accepted; measured to stay clear of a trap.
    pub const MAX: Self = Self {
        operations: 10_000_000,
        call_depth: 64,
        expression_depth: 64,
        string_bytes: 16_384,
        array_length: 512,
        map_size: 512,
        variables: 1024,
        functions: 256,
        memory_bytes: 16 << 20,
    };

    /// Builds limits from words in the order of the fields; nothing below 1 or above [`Limits::MAX`].
    pub fn from_words(w: [u32; WORDS]) -> Self {
        let m = Self::MAX;
        let fit = |value: u32, max: u32| value.clamp(1, max);
        Self {
            operations: fit(w[0], m.operations),
            call_depth: fit(w[1], m.call_depth),
            expression_depth: fit(w[2], m.expression_depth),
            string_bytes: fit(w[3], m.string_bytes),
            array_length: fit(w[4], m.array_length),
            map_size: fit(w[5], m.map_size),
            variables: fit(w[6], m.variables),
            functions: fit(w[7], m.functions),
            memory_bytes: fit(w[8], m.memory_bytes),
        }
    }
}
