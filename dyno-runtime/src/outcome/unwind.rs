//! Telling a panic that passes through from every other way to leave.

use std::any::Any;
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`, and `note` only if a panic of `work` passes through, which then goes on. `thread::panicking()` cannot tell
/// this from work that is dropped, or done, while somebody else's panic unwinds.
pub(crate) fn on_unwind<R>(work: impl FnOnce() -> R, note: impl FnOnce()) -> R {
    let armed = Armed(Some(note));
    let result = work();
    armed.disarm();
    result
}

/// Tells a subscriber something. Subscribers are the user's: one that panics has made itself heard, and must neither keep us
/// from giving places back nor end the process from within a destructor.
pub(crate) fn contained(tell: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(tell)) {
        // What was thrown is the user's as well, and may panic when it is dropped. What that throws is not looked at.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(panic))).map_err(forget);
    }
}

/// What a panic said.
pub(crate) fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it did not say why")
}

struct Armed<N: FnOnce()>(Option<N>);

impl<N: FnOnce()> Armed<N> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl<N: FnOnce()> Drop for Armed<N> {
    fn drop(&mut self) {
        if let Some(note) = self.0.take() {
            note();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::on_unwind;

    #[test]
    fn only_its_own_panic_is_noted() {
        let mut noted = false;
        assert_eq!(on_unwind(|| 7, || noted = true), 7);
        assert!(!noted);
        let panic = catch_unwind(AssertUnwindSafe(|| on_unwind(|| panic!("mine"), || noted = true)));
        assert!(panic.is_err() && noted);
    }

    #[test]
    fn work_done_during_anothers_panic_is_no_panic() {
        struct WorksInDrop<'a>(&'a mut bool);
        impl Drop for WorksInDrop<'_> {
            fn drop(&mut self) {
                on_unwind(|| (), || *self.0 = true);
            }
        }
        let mut noted = false;
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let _works = WorksInDrop(&mut noted);
            panic!("another's");
        }));
        assert!(panic.is_err() && !noted);
    }
}
