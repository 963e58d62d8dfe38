//! Futures that a function hands out instead of being `async` itself.

use std::future::Future;
use std::pin::Pin;

/// Makes the future that yields `R`, which tells the inside of an async block what it returns. Opaque, so that another type
/// is told once.
pub fn made<R, F: Future<Output = R>>(make: impl FnOnce() -> F) -> impl Future<Output = R> {
    make()
}

/// Boxes a future; what is a `Pin<Box<dyn Future>>` in the signature becomes one there.
pub fn boxed<F: Future>(future: F) -> Pin<Box<F>> {
    Box::pin(future)
}
