//! The breaker under many threads.

use std::sync::Barrier;
use std::thread;

use dyno::Permit;

mod half_open;
mod outcomes;

/// Runs `work` on so many threads at once, each with its number, and waits for all of them.
fn at_once(threads: u32, work: impl Fn(u32) + Sync) {
    let start = Barrier::new(threads as usize);
    thread::scope(|scope| {
        for thread in 0..threads {
            let (start, work) = (&start, &work);
            scope.spawn(move || {
                start.wait();
                work(thread);
            });
        }
    });
}

fn end(permit: Permit<'_>, good: bool) {
    if good { permit.success() } else { permit.failure() }
}
