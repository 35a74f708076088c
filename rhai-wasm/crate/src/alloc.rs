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

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let pointer = unsafe { System.alloc(layout) };
        if pointer.is_null() {
            EXHAUSTED.store(true, Relaxed);
        } else {
            HELD.fetch_add(layout.size(), Relaxed);
            ASKED.fetch_add(layout.size() as u64, Relaxed);
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
            let old_size = layout.size();
            // Growing in place copies nothing.
            let asked = if moved == pointer { new_size.saturating_sub(old_size) } else { new_size };
            ASKED.fetch_add(asked as u64, Relaxed);
            HELD.fetch_add(new_size, Relaxed);
            HELD.fetch_sub(old_size, Relaxed);
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
#[cfg(target_arch = "wasm32")]
pub fn exhausted() -> bool {
    EXHAUSTED.load(Relaxed)
}
