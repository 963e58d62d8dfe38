//! When whoever waits is to look again, told to whoever polls him here and has a timer.

use std::cell::Cell;
use std::time::Duration;

thread_local! {
    static AGAIN: Cell<Again> = const { Cell::new(Again::Never) };
}

#[derive(Clone, Copy)]
enum Again {
    /// Nobody would poll.
    Never,
    /// Nobody has asked for it.
    Unasked,
    In(Duration),
}

/// Polls for those who wait, and tells in which time they want to look again.
pub(crate) fn looking_again<R>(poll: impl FnOnce() -> R) -> (R, Option<Duration>) {
    struct Restore(Again);
    impl Drop for Restore {
        fn drop(&mut self) {
            AGAIN.set(self.0);
        }
    }
    let _restore = Restore(AGAIN.replace(Again::Unasked));
    let polled = poll();
    match AGAIN.get() {
        Again::In(time) => (polled, Some(time)),
        Again::Never | Again::Unasked => (polled, None),
    }
}

/// Tells whether somebody polls here who has a timer.
pub(super) fn is_timed() -> bool {
    !matches!(AGAIN.get(), Again::Never)
}

/// Asks to look again, at the latest after so long.
pub(super) fn look_again(time: Duration) {
    AGAIN.set(match AGAIN.get() {
        Again::Never => return,
        Again::Unasked => Again::In(time),
        Again::In(other) => Again::In(other.min(time)),
    });
}
