//! What a function that builds a service returned, which its type tells: the service or an error, shared already or not, at once or later.

use std::fmt::Display;
use std::future::{Future, Ready, ready};
use std::sync::Arc;

/// What was returned.
#[derive(Debug)]
pub struct Served<R>(pub R);

/// An error of a service, which is told to whoever asks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be told to whoever asks for the service",
    label = "an error without `Display`",
    note = "implement `Display` for it, or return another error"
)]
pub trait Tellable {
    /// Puts it into words.
    fn told(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<E: Display> Tellable for E {
    fn told(&self) -> String {
        self.to_string()
    }
}

impl<T, E> Served<Result<T, E>> {
    /// Gives the service.
    ///
    /// # Errors
    ///
    /// What the function said instead.
    pub fn told(self) -> Result<T, String>
    where
        // Here, so that a `Result` is never taken for the service itself.
        E: Tellable,
    {
        self.0.map_err(|error| error.told())
    }
}

/// For what is no `Result`.
pub trait PlainServed<T> {
    /// Gives the service.
    ///
    /// # Errors
    ///
    /// There are none.
    fn told(self) -> Result<T, String>;
}

impl<T> PlainServed<T> for Served<T> {
    fn told(self) -> Result<T, String> {
        Ok(self.0)
    }
}

/// A service that may be shared already.
#[derive(Debug)]
pub struct Sharing<T>(pub T);

impl<T: ?Sized> Sharing<Arc<T>> {
    /// Gives it as it is.
    #[must_use]
    pub fn arc(self) -> Arc<T> {
        self.0
    }
}

/// For what is not shared.
pub trait PlainSharing<T> {
    /// Shares it.
    fn arc(self) -> Arc<T>;
}

impl<T> PlainSharing<T> for Sharing<T> {
    fn arc(self) -> Arc<T> {
        Arc::new(self.0)
    }
}

/// What is there at once, or later.
#[derive(Debug)]
pub struct Comes<T>(pub T);

impl<F: Future> Comes<F> {
    /// Gives what will be there when it is awaited.
    pub fn later(self) -> F {
        self.0
    }
}

/// For what is no future.
pub trait PlainLater<T> {
    /// Gives it when it is awaited.
    fn later(self) -> Ready<T>;
}

impl<T> PlainLater<T> for Comes<T> {
    fn later(self) -> Ready<T> {
        ready(self.0)
    }
}
