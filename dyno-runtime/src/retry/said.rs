//! What whoever calls a retry says of it: what is worth another attempt, how long to wait before that, and what the error knows.

use std::time::Duration;

/// Nothing is said.
#[derive(Clone, Copy, Debug)]
pub struct Unsaid;

/// A closure that says it.
#[derive(Clone, Copy, Debug)]
pub struct Said<F>(pub(super) F);

/// Names what is attempted again.
pub trait Questions<E> {
    /// Tells whether this is.
    fn asks(&self, error: &E) -> bool;
}

impl<E> Questions<E> for Unsaid {
    fn asks(&self, _: &E) -> bool {
        true
    }
}

impl<E, F: Fn(&E) -> bool> Questions<E> for Said<F> {
    fn asks(&self, error: &E) -> bool {
        (self.0)(error)
    }
}

/// Tells how long to wait, instead of what is set.
pub trait Rules<E> {
    /// Tells it after the attempt of this number; `None` is as it is set.
    fn wait(&self, attempt: u32, error: &E) -> Option<Duration>;
}

impl<E> Rules<E> for Unsaid {
    fn wait(&self, _: u32, _: &E) -> Option<Duration> {
        None
    }
}

impl<E, F: Fn(u32, &E) -> Duration> Rules<E> for Said<F> {
    fn wait(&self, attempt: u32, error: &E) -> Option<Duration> {
        Some((self.0)(attempt, error))
    }
}

/// Looks for the time to wait in an error.
pub trait Hints<E> {
    /// What the error tells.
    fn tells(&self, error: &E) -> Option<Duration>;
}

impl<E> Hints<E> for Unsaid {
    fn tells(&self, _: &E) -> Option<Duration> {
        None
    }
}

impl<E, F: Fn(&E) -> Option<Duration>> Hints<E> for Said<F> {
    fn tells(&self, error: &E) -> Option<Duration> {
        (self.0)(error)
    }
}
