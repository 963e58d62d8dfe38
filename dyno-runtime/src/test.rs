//! A test with a registry of its own.

use std::future::Future;

use tokio::runtime::Builder;

use crate::clock::Clock;
use crate::registry::Registry;

/// Runs an async test on one thread, in a registry that its tasks and blocking threads see and no other test does.
///
/// # Panics
///
/// When the body does, or the system has no room for a runtime.
pub fn test<R>(body: impl Future<Output = R>, paused: bool) -> R {
    let registry = if paused { Registry::with_clock(Clock::tokio()) } else { Registry::new() };
    let _entered = registry.enter();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(paused)
        .on_thread_start(move || registry.adopt_thread())
        .build();
    runtime.expect("the system has room for a runtime of one thread").block_on(body)
}

/// Runs a test in a registry that no other test sees.
pub fn test_sync<R>(body: impl FnOnce() -> R) -> R {
    let _entered = Registry::new().enter();
    body()
}
