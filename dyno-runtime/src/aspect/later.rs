//! A value that comes later, from a future whose type nobody needs to know.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

/// What a join point returns whose calls can wait: a boxed future of a `T`, to be awaited. What takes a future takes its `into_future()`:
/// `tokio::spawn(next.call(args).into_future())`.
pub struct Later<T>(Pin<Box<dyn Future<Output = T> + Send>>);

impl<T> Later<T> {
    /// Boxes a future.
    pub fn new(work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Box::pin(work))
    }
}

impl<T> IntoFuture for Later<T> {
    type Output = T;
    type IntoFuture = Pin<Box<dyn Future<Output = T> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.0
    }
}

impl<T> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").finish_non_exhaustive()
    }
}

/// What a closure may give where a filter returns an `R`: that itself, or a future of what comes [`Later`]. Implemented for both.
#[diagnostic::on_unimplemented(
    message = "a filter of this chain returns `{R}`, and this one `{Self}`",
    note = "the chain of an async function has `Later<T>`, which is what an `async` block becomes if it is `Send`"
)]
pub trait Gives<R> {
    /// Makes that of it.
    fn give(self) -> R;
}

impl<R> Gives<R> for R {
    fn give(self) -> R {
        self
    }
}

// A `Later` is no future itself, but becomes one: so the two never mean the same type.
impl<T, F: Future<Output = T> + Send + 'static> Gives<Later<T>> for F {
    fn give(self) -> Later<T> {
        Later::new(self)
    }
}
