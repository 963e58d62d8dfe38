//! The time that a processor has spent on this thread, where the system tells.

use super::{Clock, Source};

impl Clock {
    /// Tells the processor's time of this thread, in nanoseconds; only beside the system's clock, and where there is one.
    pub(crate) fn cpu(&self) -> Option<u64> {
        match &self.0 {
            Source::Monotonic => of_thread(),
            #[cfg(feature = "test-util")]
            _ => None,
        }
    }

    /// Tells whether [`Clock::cpu`] is known.
    pub(crate) fn tells_cpu(&self) -> bool {
        cfg!(all(any(target_os = "linux", target_os = "android", target_vendor = "apple"), not(miri)))
            && matches!(self.0, Source::Monotonic)
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android", target_vendor = "apple"), not(miri)))]
#[expect(clippy::cast_sign_loss, reason = "nobody has spent less than nothing")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it is not known")]
fn of_thread() -> Option<u64> {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ThreadCPUTime);
    Some(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}

#[cfg(not(all(any(target_os = "linux", target_os = "android", target_vendor = "apple"), not(miri))))]
fn of_thread() -> Option<u64> {
    None
}
