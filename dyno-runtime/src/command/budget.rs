//! What is left of the callers' time: it travels down nested commands on the thread that polls them.

use std::cell::Cell;

use crate::clock::{Deadline, Limit};

thread_local! {
    static CURRENT: Cell<Budget> = const { Cell::new(Budget { left: None, limit: None }) };
}

/// What is left: until a deadline, and (while the caller has not waited yet, so that its own timer does not run) a limit
/// from the first wait on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Budget {
    left: Option<Left>,
    limit: Option<Limit>,
}

/// A deadline, and the whole limit whose end it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Left {
    pub(super) deadline: Deadline,
    pub(super) whole: Limit,
}

impl Budget {
    /// What the callers on this thread left.
    #[inline]
    pub(super) fn current() -> Self {
        CURRENT.get()
    }

    /// Tells whether no caller on this thread has a deadline.
    #[inline]
    pub(super) fn is_untouched() -> bool {
        CURRENT.with(|budget| budget.get().left.is_none())
    }

    /// The smaller of this and a limit of one's own, whose clock starts at the first wait.
    pub(super) fn limited(self, own: Option<Limit>) -> Self {
        Self { left: self.left, limit: earliest(self.limit, own) }
    }

    /// Starts the clock: from `now` on there is a deadline, or no limit at all.
    pub(super) fn started(self, now: Deadline) -> Option<Left> {
        let limited = self.limit.and_then(|whole| Some(Left { deadline: now.after(whole)?, whole }));
        earliest(self.left, limited)
    }

    pub(super) fn is_spent(self) -> bool {
        self.left.is_some_and(|left| left.deadline.has_passed())
    }

    /// Makes this what callees on this thread find, while `work` runs.
    pub(super) fn during<R>(self, work: impl FnOnce() -> R) -> R {
        struct Restore(Budget);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0);
            }
        }
        let _restore = Restore(CURRENT.replace(self));
        work()
    }
}

impl From<Option<Left>> for Budget {
    fn from(left: Option<Left>) -> Self {
        Self { left, limit: None }
    }
}

/// The smaller of two limits, where nothing is no limit.
pub(super) fn earliest<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
