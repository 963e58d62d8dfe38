//! An allocator that counts while it is asked to.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

static IS_ON: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicI64 = AtomicI64::new(0);

/// The system's allocator, with counters. One load is all it costs while it does not count.
#[derive(Debug)]
pub struct Counting;

/// What was counted, on all threads.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// How often memory was asked for.
    pub allocations: u64,
    /// How many bytes were asked for and not given back.
    pub live: i64,
}

/// Counts while `work` runs.
pub fn count<T>(work: impl FnOnce() -> T) -> (T, Counted) {
    let before = (ALLOCATIONS.load(Relaxed), LIVE.load(Relaxed));
    IS_ON.store(true, Relaxed);
    let answer = work();
    IS_ON.store(false, Relaxed);
    let counted = Counted { allocations: ALLOCATIONS.load(Relaxed) - before.0, live: LIVE.load(Relaxed) - before.1 };
    (answer, counted)
}

// The trait cannot be implemented otherwise. Every call is passed on as it came.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(1, layout.size(), 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(1, layout.size(), 0);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(1, size, layout.size());
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        note(0, 0, layout.size());
        unsafe { System.dealloc(memory, layout) }
    }
}

#[inline]
fn note(allocations: u64, taken: usize, given: usize) {
    if IS_ON.load(Relaxed) {
        ALLOCATIONS.fetch_add(allocations, Relaxed);
        LIVE.fetch_add(taken.cast_signed() as i64 - given.cast_signed() as i64, Relaxed);
    }
}
