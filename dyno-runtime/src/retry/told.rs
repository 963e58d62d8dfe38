//! What an error of a block tells, if its type can be asked.

use std::time::Duration;

use crate::retry::after::RetryAfter;

/// Looks for the time to wait in an error.
#[derive(Debug)]
pub struct Told<'a, E>(pub &'a E);

/// An error that tells, if it can be asked at all: of one that is not known where it is asked, rustc takes it that it can.
#[diagnostic::on_unimplemented(
    message = "the block does not say that its error is `{Self}`",
    label = "what stands outside of the block says so too late",
    note = "end it with `Ok::<_, {Self}>(..)`, or name the type that a `?` inside of it becomes"
)]
pub trait KnownInTime: RetryAfter {}

#[diagnostic::do_not_recommend]
impl<E: RetryAfter> KnownInTime for E {}

impl<E: KnownInTime> Told<'_, E> {
    /// What the error tells.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after()
    }
}

/// Looks into one that tells nothing.
pub trait NoRetryAfter {
    /// There is none.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl<E> NoRetryAfter for Told<'_, E> {}
