//! What becomes of the errors of all attempts where a fallback answers: it can be told dyno's own, so the function's type needs no room
//! for them.

use crate::command::again::once::{All, Last, Tries};
use crate::command::returns::Ended;
use crate::error::{Cause, Error};
use crate::retry::Compound;

impl Tries<Last> {
    /// Gives what the last attempt answered.
    #[inline]
    pub fn answered_at_last<R>(self, returned: R) -> R {
        returned
    }

    /// Gives what the last attempt ended with.
    pub fn settled<R>(self, ended: Ended<R>) -> Ended<R> {
        ended
    }
}

impl<E: From<Error>> Tries<All<E>> {
    /// Gives what the last attempt answered; of an error that was ignored all that came before it is told.
    ///
    /// # Errors
    ///
    /// All of them, if the last one was ignored.
    #[inline]
    pub fn answered_at_last<T>(self, returned: Result<T, E>) -> Result<T, Compound<E>> {
        self.answered(returned)
    }

    /// Puts the errors before the last in front of it.
    pub fn settled<T>(self, ended: Ended<Result<T, E>>) -> Ended<Result<T, Compound<E>>> {
        self.gathered(ended)
    }
}

/// The same for errors that have no room for dyno's, which are left out; if the last one is dyno's, the fallback is told that alone.
pub trait PlainTries<E> {
    /// Gives what the last attempt answered; of an error that was ignored all of the function's own that came before it are told.
    ///
    /// # Errors
    ///
    /// All of these, if the last one was ignored.
    fn answered_at_last<T>(self, returned: Result<T, E>) -> Result<T, Compound<E>>;

    /// Puts the function's own errors before the last in front of it.
    fn settled<T>(self, ended: Ended<Result<T, E>>) -> Ended<Result<T, Compound<E>>>;
}

impl<E> PlainTries<E> for Tries<All<E>> {
    #[inline]
    fn answered_at_last<T>(self, returned: Result<T, E>) -> Result<T, Compound<E>> {
        returned.map_err(|last| self.after_own(last))
    }

    fn settled<T>(self, ended: Ended<Result<T, E>>) -> Ended<Result<T, Compound<E>>> {
        match ended {
            Ended::Answered(returned) => Ended::Answered(returned.map_err(|last| self.after_own(last))),
            Ended::Failed(returned) => Ended::Failed(returned.map_err(|last| self.after_own(last))),
            Ended::Refused(refusal) => Ended::Refused(refusal),
        }
    }
}

impl<E> Tries<All<E>> {
    fn after_own(self, last: E) -> Compound<E> {
        let own = |cause| match cause {
            Cause::Own(error) => Some(error),
            Cause::Dyno(_) => None,
        };
        Compound::after(self.causes().into_iter().filter_map(own).collect(), last)
    }
}
