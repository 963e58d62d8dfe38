//! What a function says of its retry, decided by the types of its closures.

use std::fmt;
use std::time::Duration;

use crate::command::returns::Ended;
use crate::error::{Cause, Error};
use crate::retry::RetryAfter;

/// Nothing is said.
#[derive(Clone, Copy, Debug)]
pub struct ByDefault;

/// Of an error of the function's own.
#[derive(Debug)]
pub struct ByError;

/// Of such an error, or one of dyno's.
#[derive(Debug)]
pub struct ByCause;

/// Of what was returned.
#[derive(Debug)]
pub struct ByReturned;

/// What came of a question.
pub(crate) type Said<R> = (Ended<R>, Option<bool>);

/// A closure that names what is attempted again, and how it is asked: that is settled where it is given, so that what it cannot be
/// asked of is told there, and once.
pub struct Asked<F, R>(F, How<F, R>);

/// How a question is asked.
type How<F, R> = fn(&F, Ended<R>, &dyn Fn() -> Error) -> Said<R>;

/// A closure that tells how long to wait before that, and how it is asked: as with a question, that is settled where it is given.
pub struct Waits<F, R>(F, Rule<F, R>);

/// How a rule is asked.
type Rule<F, R> = fn(&F, u32, &Ended<R>) -> Option<Duration>;

impl<F, R> Asked<F, R> {
    pub(in crate::command) fn new<M>(question: F) -> Self
    where
        F: Asks<R, M>,
    {
        Self(question, F::asks)
    }
}

impl<F, R> Waits<F, R> {
    pub(in crate::command) fn new<X: Ends<R>>(rule: F) -> Self
    where
        F: Fn(u32, &X) -> Duration,
    {
        Self(rule, |rule, attempt, ended| X::of(ended).map(|told| rule(attempt, told)))
    }
}

/// Names what is attempted again.
pub trait NameCauses<R> {
    /// Tells whether this is; `None` where that is not said. `judged` makes the error of a value that was judged a failure.
    fn names(&self, ended: Ended<R>, judged: &dyn Fn() -> Error) -> Said<R>;
}

impl<R> NameCauses<R> for ByDefault {
    fn names(&self, ended: Ended<R>, _: &dyn Fn() -> Error) -> Said<R> {
        (ended, None)
    }
}

impl<F, R> NameCauses<R> for Asked<F, R> {
    fn names(&self, ended: Ended<R>, judged: &dyn Fn() -> Error) -> Said<R> {
        (self.1)(&self.0, ended, judged)
    }
}

/// A closure that is asked whether to attempt it again.
#[diagnostic::on_unimplemented(
    message = "`on` cannot ask this of what the function returns",
    label = "not a question about this function's error, cause or return type",
    note = "write `|error: &E|` for the function's own error, `|cause: &dyno::Cause<E>|` for dyno's as well, or `|returned: &R|`, and return a `bool`"
)]
pub trait Asks<R, M> {
    /// Asks it, if it can be asked of this.
    fn asks(&self, ended: Ended<R>, judged: &dyn Fn() -> Error) -> Said<R>;
}

#[diagnostic::do_not_recommend]
impl<T, E, F: Fn(&E) -> bool> Asks<Result<T, E>, ByError> for F {
    fn asks(&self, ended: Ended<Result<T, E>>, _: &dyn Fn() -> Error) -> Said<Result<T, E>> {
        let named = match &ended {
            Ended::Failed(Err(error)) => Some(self(error)),
            _ => None,
        };
        (ended, named)
    }
}

#[diagnostic::do_not_recommend]
impl<T, E, F: Fn(&Cause<E>) -> bool> Asks<Result<T, E>, ByCause> for F {
    fn asks(&self, ended: Ended<Result<T, E>>, judged: &dyn Fn() -> Error) -> Said<Result<T, E>> {
        let cause = match ended {
            Ended::Failed(Err(error)) => Cause::Own(error),
            Ended::Refused(refusal) => Cause::Dyno(refusal.error()),
            ended => {
                let named = self(&Cause::Dyno(judged()));
                return (ended, Some(named));
            }
        };
        let named = Some(self(&cause));
        match cause {
            Cause::Own(error) => (Ended::Failed(Err(error)), named),
            Cause::Dyno(error) => (Ended::Refused(error.into()), named),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<R, F: Fn(&R) -> bool> Asks<R, ByReturned> for F {
    fn asks(&self, ended: Ended<R>, _: &dyn Fn() -> Error) -> Said<R> {
        let named = match &ended {
            Ended::Failed(returned) => Some(self(returned)),
            _ => None,
        };
        (ended, named)
    }
}

/// Tells how long to wait before the next attempt.
pub trait TellWait<R> {
    /// Tells it after the attempt of this number; `None` where that is not said.
    fn wait(&self, attempt: u32, ended: &Ended<R>) -> Option<Duration>;

    /// Tells whether it holds whatever the retry is set to.
    fn replaces(&self) -> bool {
        false
    }
}

impl<R> TellWait<R> for ByDefault {
    fn wait(&self, _: u32, _: &Ended<R>) -> Option<Duration> {
        None
    }
}

impl<R, F> TellWait<R> for Waits<F, R> {
    fn wait(&self, attempt: u32, ended: &Ended<R>) -> Option<Duration> {
        (self.1)(&self.0, attempt, ended)
    }
}

/// What an attempt may end with, and a rule may look at.
#[diagnostic::on_unimplemented(
    message = "`backoff` cannot ask this of what the function returns",
    label = "not a rule about this function's error or return type",
    note = "write `|attempt, error: &E|` for the function's own error, or `|attempt, returned: &R|`, and return a `Duration`"
)]
pub trait Ends<R>: Sized {
    /// Finds it, if that is what the attempt ended with.
    fn of(ended: &Ended<R>) -> Option<&Self>;
}

#[diagnostic::do_not_recommend]
impl<T, E> Ends<Result<T, E>> for E {
    fn of(ended: &Ended<Result<T, E>>) -> Option<&E> {
        match ended {
            Ended::Failed(Err(error)) => Some(error),
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<R> Ends<R> for R {
    fn of(ended: &Ended<R>) -> Option<&R> {
        match ended {
            Ended::Failed(returned) => Some(returned),
            _ => None,
        }
    }
}

/// Looks for the time to wait in what an attempt ended with.
#[derive(Debug)]
pub struct Hint<'a, R>(pub &'a Ended<R>);

impl<T, E: RetryAfter> Hint<'_, Result<T, E>> {
    /// What the error tells.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0 {
            Ended::Failed(Err(error)) => error.retry_after(),
            _ => None,
        }
    }
}

/// Looks into what tells nothing.
pub trait PlainHint {
    /// There is none.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl<R> PlainHint for Hint<'_, R> {}

impl<F, R> fmt::Debug for Asked<F, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked")
    }
}

impl<F, R> fmt::Debug for Waits<F, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waits")
    }
}
