//! What is left of the callers' time: it travels down nested commands on the thread that polls them.

use std::cell::Cell;
use std::time::Duration;

use crate::clock::{Deadline, Limit};
use crate::stats::Concern;

thread_local! {
    static LEFT: Cell<Option<Left>> = const { Cell::new(None) };
    static LIMIT: Cell<Option<Limit>> = const { Cell::new(None) };
}

/// What is left: until a deadline, and (while the caller has not waited yet, so that its own timer does not run) a limit
/// from the first wait on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Budget {
    left: Option<Left>,
    limit: Option<Limit>,
}

/// A deadline, and the whole limit whose end it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Left {
    pub(crate) deadline: Deadline,
    pub(crate) whole: Limit,
}

impl Left {
    /// What is left at the beginning.
    pub(crate) fn after(whole: Option<Limit>, now: Deadline) -> Option<Self> {
        let whole = whole?;
        Some(Self { deadline: now.after(whole)?, whole })
    }
}

impl Budget {
    /// What the callers on this thread left.
    #[inline]
    pub(crate) fn current() -> Self {
        Self { left: LEFT.get(), limit: LIMIT.get() }
    }

    /// Tells whether no caller on this thread has a deadline.
    #[inline]
    pub(crate) fn is_untouched() -> bool {
        !Concern::Budget.is_there()
    }

    /// Starts the clock: from `now` on there is a deadline, or no limit at all.
    pub(crate) fn started(self, now: Deadline) -> Option<Left> {
        earliest(self.left, Left::after(self.limit, now))
    }

    /// How long that is where the clock was started at `began`, if nobody has: by what blocks the thread, and lets nobody wait.
    #[cfg(feature = "retry")]
    pub(crate) fn remaining_since(self, began: Deadline) -> Option<Duration> {
        self.started(began).map(|left| left.deadline.since(Deadline::now()))
    }

    /// How long that is: until the deadline, or the limit where the clock has not been started.
    pub(crate) fn remaining(self) -> Option<Duration> {
        let left = self.left.map(|left| left.deadline.since(Deadline::now()));
        earliest(left, self.limit.map(Limit::duration))
    }

    /// What is found by a poll that is the last, because the time of whoever polls is up.
    #[cfg(feature = "cache")]
    pub(crate) fn over(left: Option<Left>) -> Self {
        Self::from(left.map(|Left { whole, .. }| Left { deadline: Deadline::OVER, whole }))
    }

    /// Tells whether it is that of a last poll.
    #[cfg(feature = "cache")]
    pub(crate) fn is_over(self) -> bool {
        self.left.is_some_and(|left| left.deadline == Deadline::OVER)
    }

    pub(crate) fn is_spent(self) -> bool {
        self.left.is_some_and(|left| left.deadline.has_passed())
    }

    /// Makes this what callees on this thread find, while `work` runs.
    pub(crate) fn during<R>(self, work: impl FnOnce() -> R) -> R {
        struct Restore(Budget);
        impl Drop for Restore {
            fn drop(&mut self) {
                self.0.set();
            }
        }
        let _restore = Restore(Self::current());
        self.set();
        work()
    }

    fn set(self) {
        LEFT.set(self.left);
        LIMIT.set(self.limit);
        let has_deadline = self.left.is_some();
        if has_deadline != Concern::Budget.is_there() {
            Concern::Budget.set(has_deadline);
        }
    }
}

/// Lets callees on this thread find this limit as well, while `work` runs.
#[inline]
pub(crate) fn limited<R>(own: Option<Limit>, work: impl FnOnce() -> R) -> R {
    entered(own, None, work)
}

/// The same, or makes a `budget` what they find.
#[inline(always)]
pub(crate) fn entered<R>(own: Option<Limit>, budget: Option<Budget>, work: impl FnOnce() -> R) -> R {
    enum Restore {
        Limit(Option<Limit>),
        Budget(Budget),
    }
    impl Drop for Restore {
        #[inline]
        fn drop(&mut self) {
            match self {
                Self::Limit(limit) => LIMIT.set(*limit),
                Self::Budget(budget) => budget.set(),
            }
        }
    }
    let _restore = match (budget, own) {
        (Some(budget), _) => {
            let restore = Restore::Budget(Budget::current());
            budget.set();
            Some(restore)
        }
        (None, Some(own)) => {
            let callers = LIMIT.get();
            LIMIT.set(earliest(callers, Some(own)));
            Some(Restore::Limit(callers))
        }
        (None, None) => None,
    };
    work()
}

impl From<Option<Left>> for Budget {
    fn from(left: Option<Left>) -> Self {
        Self { left, limit: None }
    }
}

/// The smaller of two limits, where nothing is no limit.
pub(crate) fn earliest<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
