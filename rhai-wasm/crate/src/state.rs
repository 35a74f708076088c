//! What one evaluation leaves behind: operations counted, lines printed, rules seen.
//!
//! Rhai's own operation count is lost inside closures called by native functions (`map`, `filter`, `sort` …):
//! each such call starts from a copy. The progress hook is called for every operation wherever it happens, so
//! the count is kept here and Rhai's own limit is switched off.

use crate::alloc;
use crate::limits::Limits;
use rhai::Dynamic;
use std::cell::{Cell, RefCell};

/// Lines and bytes of `print` and `debug` that are kept.
pub const PRINTED_LINES: usize = 32;
/// See [`PRINTED_LINES`].
pub const PRINTED_BYTES: usize = 4096;

/// Why the progress hook stopped a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    No,
    Operations,
    MemoryHeld,
    MemoryCopied,
    Stack,
}

/// What was seen of one rule (condition or switch).
#[derive(Clone, Default)]
pub struct Seen {
    /// Times evaluated.
    pub count: u32,
    /// Times it held.
    pub fired: u32,
    /// Values of the locals it reads, at the last firing, or at the last evaluation if it never fired;
    /// nothing for what is no variable or property.
    pub locals: Vec<Option<Dynamic>>,
}

thread_local! {
    static OPERATIONS: Cell<u32> = const { Cell::new(0) };
    static OPERATION_LIMIT: Cell<u32> = const { Cell::new(0) };
    static HELD_LIMIT: Cell<usize> = const { Cell::new(0) };
    static ASKED_LIMIT: Cell<u64> = const { Cell::new(0) };
    static STACK_BASE: Cell<usize> = const { Cell::new(0) };
    static STOPPED: Cell<Stop> = const { Cell::new(Stop::No) };
    static RECORD: RefCell<Record> = RefCell::new(Record::default());
}

/// The parts of an evaluation that are not hot.
#[derive(Default)]
pub struct Record {
    /// Rules in the order of their first evaluation.
    pub order: Vec<u16>,
    /// One entry per rule of the script.
    pub seen: Vec<Seen>,
    /// Captured output.
    pub printed: Vec<String>,
    printed_bytes: usize,
    /// Printing went over its bounds.
    pub printed_cut: bool,
}

/// Starts an evaluation of a script with this many rules.
pub fn begin(limits: &Limits, rules: usize) {
    OPERATIONS.set(0);
    OPERATION_LIMIT.set(limits.operations);
    HELD_LIMIT.set(alloc::held() + limits.memory_bytes as usize);
    // A step may copy; 256 bytes a step is far more than any rule needs and bounds the time of a run.
    ASKED_LIMIT.set(alloc::asked() + (4 << 20) + u64::from(limits.operations) * 256);
    STACK_BASE.set(stack_place());
    STOPPED.set(Stop::No);
    RECORD.with_borrow_mut(|record| {
        for &rule in &record.order {
            let seen = &mut record.seen[rule as usize];
            seen.count = 0;
            seen.fired = 0;
            seen.locals.clear();
        }
        record.order.clear();
        if record.seen.len() < rules {
            record.seen.resize_with(rules, Seen::default);
        }
        record.printed.clear();
        record.printed_bytes = 0;
        record.printed_cut = false;
    });
}

/// Stack that one evaluation may take. Call and expression depth multiply; this ends what their product would let
/// pass, before the host's own stack (984 KB in a V8 thread) ends it as a trap.
const STACK_BYTES: usize = if cfg!(target_arch = "wasm32") { 420 << 10 } else { 6 << 20 };

/// About where the stack pointer is.
#[inline(never)]
fn stack_place() -> usize {
    let here = 0u8;
    std::ptr::from_ref(std::hint::black_box(&here)) as usize
}

/// Operations counted since [`begin`].
pub fn operations() -> u32 {
    OPERATIONS.get()
}

/// Why the script was stopped, if it was.
pub fn stopped() -> Stop {
    STOPPED.get()
}

/// Counts one operation. `true` asks Rhai to stop; it stays `true` so that no native function can swallow it.
#[inline]
pub fn tick() -> bool {
    charge(1)
}

/// Counts operations for a native function whose work grows with its arguments.
#[inline]
pub fn charge(operations: u32) -> bool {
    let count = OPERATIONS.get().saturating_add(operations);
    if count > OPERATION_LIMIT.get() {
        // The count stays at the first operation over the limit, so it is the same on every machine.
        OPERATIONS.set(OPERATION_LIMIT.get() + 1);
        if STOPPED.get() == Stop::No {
            STOPPED.set(Stop::Operations);
        }
        return true;
    }
    OPERATIONS.set(count);
    // A stop stays; otherwise memory and stack are looked at every few operations: none of them can add much.
    if count & (LOOK_EVERY - 1) < operations {
        look();
    }
    STOPPED.get() != Stop::No
}

const LOOK_EVERY: u32 = 8;

fn look() {
    if alloc::held() > HELD_LIMIT.get() {
        STOPPED.set(Stop::MemoryHeld);
    } else if alloc::asked() > ASKED_LIMIT.get() {
        STOPPED.set(Stop::MemoryCopied);
    } else if STACK_BASE.get().saturating_sub(stack_place()) > STACK_BYTES {
        STOPPED.set(Stop::Stack);
    }
}

/// Reads or changes the record of the evaluation.
pub fn with_record<R>(f: impl FnOnce(&mut Record) -> R) -> R {
    RECORD.with_borrow_mut(f)
}

impl Record {
    /// Notes that a rule was evaluated. Returns its entry when the values of its locals are wanted.
    pub fn evaluated(&mut self, rule: u16, held: bool) -> Option<&mut Seen> {
        let seen = &mut self.seen[rule as usize];
        if seen.count == 0 {
            self.order.push(rule);
        }
        seen.count = seen.count.saturating_add(1);
        seen.fired = seen.fired.saturating_add(u32::from(held));
        (held || seen.fired == 0).then_some(seen)
    }

    /// Keeps one line of output, within bounds.
    pub fn print(&mut self, text: &str) {
        if self.printed.len() >= PRINTED_LINES || self.printed_bytes >= PRINTED_BYTES {
            self.printed_cut = true;
            return;
        }
        let mut end = text.len().min(PRINTED_BYTES - self.printed_bytes);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.printed_cut |= end < text.len();
        self.printed_bytes += end;
        self.printed.push(text[..end].to_string());
    }
}
