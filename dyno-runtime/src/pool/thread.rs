//! Starting the threads of a pool.

use std::io;
use std::thread::Builder;

use crate::clock::Clock;

/// Starts a thread. Where time is tokio's and may be paused, it is one of the runtime's: there that time stands still as long as
/// it lives.
pub(super) fn start(clock: &Clock, name: String, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    #[cfg(all(feature = "command", feature = "test-util"))]
    if clock.is_tokios() {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(work);
            return Ok(());
        }
    }
    let _ = clock;
    Builder::new().name(name).spawn(work).map(drop)
}
