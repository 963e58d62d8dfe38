//! Why an attempt was turned away, in few words: every call that is in flight has room for it, and few are.

#[cfg(feature = "breaker")]
use crate::breaker::Shared;
#[cfg(feature = "breaker")]
use crate::clock::Moment;
use crate::error::Error;

/// Why an attempt was turned away.
#[derive(Debug)]
pub struct Refusal(Why);

#[derive(Debug)]
enum Why {
    /// The breaker turned another away on this thread, and has done so again.
    #[cfg(feature = "breaker")]
    Again(&'static Shared, Moment),
    Told(Error),
}

impl Refusal {
    #[cfg(feature = "breaker")]
    pub(super) fn again(breaker: &'static Shared, now: Moment) -> Self {
        Self(Why::Again(breaker, now))
    }

    /// The error, if it has been made.
    #[cfg(feature = "retry")]
    #[cfg_attr(not(feature = "breaker"), expect(clippy::unnecessary_wraps, reason = "a breaker tells it later"))]
    pub(super) fn told(&self) -> Option<&Error> {
        match &self.0 {
            #[cfg(feature = "breaker")]
            Why::Again(..) => None,
            Why::Told(error) => Some(error),
        }
    }

    /// Makes the error. On the thread on which it was turned away, and at once.
    #[cold]
    pub(super) fn error(self) -> Error {
        match self.0 {
            #[cfg(feature = "breaker")]
            Why::Again(breaker, now) => breaker.refused(now),
            Why::Told(error) => error,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(Why::Told(error))
    }
}
