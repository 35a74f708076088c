//! An allocator that knows how much is held and how much was ever asked for.
//!
//! Rhai counts steps, not bytes: one step may copy a whole array. The bytes asked for are the measure of such
//! work, the bytes held the measure of a memory bomb. Both are looked at on every operation (`state.rs`).

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

static HELD: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicU64 = AtomicU64::new(0);
static EXHAUSTED: AtomicBool = AtomicBool::new(false);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Counting {
    fn grown(size: usize) {
        HELD.fetch_add(size, Relaxed);
        ASKED.fetch_add(size as u64, Relaxed);
    }
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let pointer = unsafe { System.alloc(layout) };
        if pointer.is_null() {
            EXHAUSTED.store(true, Relaxed);
        } else {
            Self::grown(layout.size());
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let moved = unsafe { System.realloc(pointer, layout, new_size) };
        if moved.is_null() {
            EXHAUSTED.store(true, Relaxed);
        } else {
            HELD.fetch_sub(layout.size(), Relaxed);
            Self::grown(new_size);
        }
        moved
    }
}

/// Bytes held now.
pub fn held() -> usize {
    HELD.load(Relaxed)
}

/// Bytes asked for since the start.
pub fn asked() -> u64 {
    ASKED.load(Relaxed)
}

/// Whether the system ever refused memory: tells a trap by exhaustion from one by a defect.
pub fn exhausted() -> bool {
    EXHAUSTED.load(Relaxed)
}
