//! A test with a registry of its own.

use std::env;
use std::future::Future;
use std::thread;

use tokio::runtime::Builder;

use crate::clock::Clock;
use crate::registry::Registry;

/// What repeats the chances of a test that failed.
const SEED: &str = "DYNO_TEST_SEED";

/// How the runtime of an async test is.
#[derive(Clone, Copy, Debug)]
pub enum Flavor {
    /// One thread, in real time.
    CurrentThread,
    /// One thread, and time that stands still unless everything waits.
    Paused,
    /// As many threads as there are cores, in real time.
    MultiThread,
}

/// Runs an async test in a registry that its tasks and blocking threads see and no other test does.
///
/// # Panics
///
/// When the body does, or the system has no room for a runtime.
pub fn test<R>(body: impl Future<Output = R>, flavor: Flavor) -> R {
    let is_paused = matches!(flavor, Flavor::Paused);
    let (registry, _told) = registry(if is_paused { Clock::tokio() } else { Clock::default() });
    let _entered = registry.enter();
    let mut runtime = match flavor {
        Flavor::MultiThread => Builder::new_multi_thread(),
        Flavor::CurrentThread | Flavor::Paused => Builder::new_current_thread(),
    };
    if is_paused {
        runtime.start_paused(true);
    }
    let runtime = registry.scope_runtime(runtime.enable_all()).build();
    runtime.expect("the system has room for a runtime").block_on(body)
}

/// Runs a test in a registry that no other test sees.
pub fn test_sync<R>(body: impl FnOnce() -> R) -> R {
    let (registry, _told) = registry(Clock::default());
    let _entered = registry.enter();
    body()
}

fn registry(clock: Clock) -> (Registry, Told) {
    let given = env::var(SEED).ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    (Registry::seeded(clock, seed), Told(seed))
}

/// Tells the seed when the test fails by a panic.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("chance was on the seed {}: repeat it with {SEED}={}", self.0, self.0);
        }
    }
}
