//! Which flights the work on this thread is part of, so that one that asks for its own value is told so instead of waiting for itself.

use std::cell::RefCell;
use std::mem::take;
use std::sync::Arc;

thread_local! {
    static MAKING: RefCell<Chain> = const { RefCell::new(Chain(None)) };
}

/// A flight, and the one whose making has begun it.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain(Option<Arc<Link>>);

#[derive(Debug)]
struct Link {
    flight: usize,
    of: Chain,
}

impl Chain {
    /// That of the work on this thread.
    pub(super) fn here() -> Self {
        MAKING.with_borrow(Self::clone)
    }

    /// The making of this flight, begun here.
    pub(super) fn with(flight: usize) -> Self {
        Self(Some(Arc::new(Link { flight, of: Self::here() })))
    }

    pub(super) fn has(&self, flight: usize) -> bool {
        let mut link = &self.0;
        while let Some(one) = link {
            if one.flight == flight {
                return true;
            }
            link = &one.of.0;
        }
        false
    }

    /// Runs work that is part of it.
    pub(super) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        struct Restore(Chain);
        impl Drop for Restore {
            fn drop(&mut self) {
                let before = take(&mut self.0);
                drop(MAKING.replace(before));
            }
        }
        let _restore = Restore(MAKING.replace(self.clone()));
        work()
    }
}
