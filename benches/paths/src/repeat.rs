//! Loops round a candidate. Each answers the sum of what its calls answered, so that none can be left out.

use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::pin::pin;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::unconstrained;

/// One runtime for all: the thread that measures polls, the worker only drives the timer.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("threads can be started")
});

/// Calls it with 0, 1, .. up to `calls`.
#[inline]
pub fn repeat(calls: u64, call: impl Fn(u64) -> u64) -> u64 {
    let mut sum = 0_u64;
    for x in 0..calls {
        sum = sum.wrapping_add(black_box(call(black_box(x))));
    }
    sum
}

/// Begins it with 0, 1, .. up to `calls`, so many at a time, and ends each of those before the next are begun.
#[inline]
pub fn repeat_in_batches<B>(calls: u64, at_a_time: u64, begin: impl Fn(u64) -> B, end: impl Fn(B) -> u64) -> u64 {
    let mut sum = 0_u64;
    let mut batch = Vec::new();
    for x in 0..calls {
        batch.push(begin(black_box(x)));
        if batch.len() as u64 == at_a_time || x + 1 == calls {
            sum = batch.drain(..).fold(sum, |sum, begun| sum.wrapping_add(black_box(end(begun))));
        }
    }
    sum
}

/// Awaits it with 0, 1, .. up to `calls`, on this thread. What is pending is polled again at once: a scheduler is not measured.
#[inline]
pub fn repeat_async(calls: u64, mut call: impl AsyncFnMut(u64) -> u64) -> u64 {
    // Tokio's budget would make timers answer `Pending` before they are armed, as this task never yields.
    RUNTIME.block_on(unconstrained(async {
        let mut sum = 0_u64;
        for x in 0..calls {
            sum = sum.wrapping_add(black_box(insist(call(black_box(x))).await));
        }
        sum
    }))
}

/// Runs a loop where callgrind collects, and nowhere else: the callgrind of `xtask` knows this name.
#[inline(never)]
pub fn counted_calls(run: &dyn Fn(u64) -> u64, calls: u64) -> u64 {
    run(calls)
}

/// Tells what the loops answer when every call answered its argument.
#[must_use]
pub fn sum_of(calls: u64) -> u64 {
    (0..calls).fold(0, u64::wrapping_add)
}

/// Runs something where timers can be made, outside of any measurement.
pub fn in_runtime<T>(make: impl FnOnce() -> T) -> T {
    let _entered = RUNTIME.enter();
    make()
}

/// Awaits something outside of any measurement.
pub fn wait_for<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

async fn insist<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        loop {
            let polled = future.as_mut().poll(cx);
            if polled.is_ready() {
                return polled;
            }
        }
    })
    .await
}
