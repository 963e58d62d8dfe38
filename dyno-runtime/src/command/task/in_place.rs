//! Futures whose memory outlasts them.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that is dropped where it stands. Its memory is freed by whoever holds that: what one thread makes and another frees is dear.
pub trait InPlace {
    /// What it returns.
    type Output;

    /// Polls it.
    ///
    /// # Panics
    ///
    /// Where it was left.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output>;

    /// Drops it.
    fn leave(self: Pin<&mut Self>);
}

impl<F: Future> InPlace for Option<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.as_pin_mut().expect("work is polled until it is ready").poll(cx)
    }

    fn leave(mut self: Pin<&mut Self>) {
        self.set(None);
    }
}

/// One of them, whatever it is.
pub(in crate::command) type Placed<O> = Pin<Box<dyn InPlace<Output = O> + Send>>;

/// Puts a future where it can be left.
pub(in crate::command) fn placed<F: Future + Send + 'static>(future: F) -> Placed<F::Output> {
    Box::pin(Some(future))
}
