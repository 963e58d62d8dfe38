//! Whether what runs on this thread is attempted again by a retry that it is inside of.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static IS_WITHIN: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether a retry that this is inside of attempts it again.
pub(crate) fn is_within() -> bool {
    IS_WITHIN.get()
}

/// Runs work that is so, or is not.
pub(crate) fn when_within<R>(is_within: bool, work: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            IS_WITHIN.set(self.0);
        }
    }
    let _restore = Restore(IS_WITHIN.replace(is_within));
    work()
}

/// The body of a command that attempts it again.
#[derive(Debug)]
pub struct Within<'a, F> {
    nests: bool,
    body: Pin<&'a mut F>,
}

/// Tells commands inside of a body whether they are attempted again with it.
#[must_use]
pub fn retried<F>(nests: bool, body: Pin<&mut F>) -> Within<'_, F> {
    Within { nests, body }
}

/// The same for a body that is not async.
pub fn retried_sync<R>(nests: bool, body: impl FnOnce() -> R) -> impl FnOnce() -> R {
    move || when_within(nests || is_within(), body)
}

impl<F: Future> Future for Within<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let nests = self.nests || is_within();
        when_within(nests, || self.body.as_mut().poll(cx))
    }
}
