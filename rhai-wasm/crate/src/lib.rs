//! Rhai with every limit closed, for judging plant signals. See `rhai-wasm/README.md`.

mod alloc;
pub mod batch;
mod body;
pub mod codes;
mod counters;
pub mod dump;
mod edit;
mod engine;
pub mod errors;
pub mod evaluate;
pub mod facts;
mod instrument;
pub mod limits;
mod literals;
mod node;
mod overrides;
pub mod problems;
pub mod report;
mod results;
pub mod script;
mod source;
mod state;
mod tree;
pub mod value;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use alloc::held as held_bytes;
pub use state::operations;
