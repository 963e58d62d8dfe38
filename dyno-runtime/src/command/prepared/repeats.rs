//! What a prepared call says of its retry, and the attempts that follow a failed one.

use std::fmt;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::time::Duration;

pub(super) use crate::command::again::Tries;
use crate::command::again::{
    All, Asked as On, Asks as AsksOn, ByDefault, Following, Gathers, Last, NameCauses, Said, TellWait,
};
use crate::command::call::Call;
use crate::command::prepared::asks::Nothing;
use crate::command::returns::Ended;
use crate::error::Error;
use crate::retry::Compound;

/// What a call says of its retry: what is worth another attempt, how long to wait before that, what its error tells of that, and
/// which errors it returns. Types that nobody writes.
#[derive(Clone, Copy, Debug)]
pub struct Retries<O = ByDefault, B = ByDefault, H = Nothing, K = LastError> {
    on: O,
    backoff: B,
    hint: H,
    errors: PhantomData<fn() -> K>,
}

/// A rule of the call's own for the time before the next attempt.
#[derive(Clone, Copy)]
pub struct Rule<F>(F);

/// What an error tells of that time.
#[derive(Clone, Copy)]
pub struct Told<F>(F);

/// The error of the last attempt is returned.
#[derive(Clone, Copy, Debug)]
pub struct LastError;

/// The errors of all attempts are returned.
#[derive(Clone, Copy, Debug)]
pub struct AllErrors;

impl Retries {
    pub(super) const NONE: Self = Self { on: ByDefault, backoff: ByDefault, hint: Nothing, errors: PhantomData };
}

impl<B, H, K> Retries<ByDefault, B, H, K> {
    pub(super) fn on<R, M, Q: AsksOn<R, M>>(self, question: Q) -> Retries<On<Q, R>, B, H, K> {
        let Self { backoff, hint, errors, .. } = self;
        Retries { on: On::new(question), backoff, hint, errors }
    }
}

impl<O, H, K> Retries<O, ByDefault, H, K> {
    pub(super) fn backoff<F>(self, rule: F) -> Retries<O, Rule<F>, H, K> {
        let Self { on, hint, errors, .. } = self;
        Retries { on, backoff: Rule(rule), hint, errors }
    }
}

impl<O, B, K> Retries<O, B, Nothing, K> {
    pub(super) fn hint<F>(self, hint: F) -> Retries<O, B, Told<F>, K> {
        let Self { on, backoff, errors, .. } = self;
        Retries { on, backoff, hint: Told(hint), errors }
    }
}

impl<O, B, H> Retries<O, B, H, LastError> {
    pub(super) fn all_errors(self) -> Retries<O, B, H, AllErrors> {
        let Self { on, backoff, hint, .. } = self;
        Retries { on, backoff, hint, errors: PhantomData }
    }
}

/// Tells how long to wait.
pub trait Tells<E> {
    /// What the error tells.
    fn tell(&self, error: &E) -> Option<Duration>;
}

impl<E> Tells<E> for Nothing {
    fn tell(&self, _: &E) -> Option<Duration> {
        None
    }
}

impl<E, F: Fn(&E) -> Option<Duration>> Tells<E> for Told<F> {
    fn tell(&self, error: &E) -> Option<Duration> {
        (self.0)(error)
    }
}

impl<T, E, F: Fn(u32, &E) -> Duration> TellWait<Result<T, E>> for Rule<F> {
    fn wait(&self, attempt: u32, ended: &Ended<Result<T, E>>) -> Option<Duration> {
        match ended {
            Ended::Failed(Err(error)) => Some((self.0)(attempt, error)),
            _ => None,
        }
    }

    fn replaces(&self) -> bool {
        true
    }
}

/// Which errors a call returns.
pub trait Keeps<E> {
    /// The error that it returns.
    type Error;
    /// Where those of earlier attempts are.
    type Kept: Gathers<E>;

    /// Begins with none.
    fn tries() -> Tries<Self::Kept>;

    /// Puts those of earlier attempts to that of the last.
    fn gathered<T>(tries: Tries<Self::Kept>, ended: Ended<Result<T, E>>) -> Ended<Result<T, Self::Error>>;
}

impl<E> Keeps<E> for LastError {
    type Error = E;
    type Kept = Last;

    fn tries() -> Tries<Last> {
        Tries::last()
    }

    fn gathered<T>(tries: Tries<Last>, ended: Ended<Result<T, E>>) -> Ended<Result<T, E>> {
        tries.gathered(ended)
    }
}

impl<E: From<Error>> Keeps<E> for AllErrors {
    type Error = Compound<E>;
    type Kept = All<E>;

    fn tries() -> Tries<All<E>> {
        Tries::all()
    }

    fn gathered<T>(tries: Tries<All<E>>, ended: Ended<Result<T, E>>) -> Ended<Result<T, Compound<E>>> {
        tries.gathered(ended)
    }
}

/// What the caller gets, or what comes before another attempt.
type Follows<R, K> = ControlFlow<Ended<R>, Following<R, K>>;

/// What follows a failed attempt.
pub trait Repeats<T, E> {
    /// The error that the call returns.
    type Error;
    /// Where those of earlier attempts are.
    type Kept;

    /// Begins with none.
    fn tries(&self) -> Tries<Self::Kept>;

    /// Gives what the caller gets, or has another attempt follow after a pause, if it `has_next`.
    fn follow(
        &self,
        ended: Ended<Result<T, E>>,
        call: &mut Call,
        tries: &Tries<Self::Kept>,
        has_next: bool,
    ) -> Follows<Result<T, E>, Self::Kept>;

    /// What the error of an attempt tells.
    fn hint(&self, returned: &Result<T, E>) -> Option<Duration>;

    /// Puts the errors of earlier attempts to that of the last.
    fn gathered(tries: Tries<Self::Kept>, ended: Ended<Result<T, E>>) -> Ended<Result<T, Self::Error>>;
}

impl<T, E, O, B, H, K> Repeats<T, E> for Retries<O, B, H, K>
where
    O: NameCauses<Result<T, E>>,
    B: TellWait<Result<T, E>>,
    H: Tells<E>,
    K: Keeps<E>,
{
    type Error = K::Error;
    type Kept = K::Kept;

    fn tries(&self) -> Tries<K::Kept> {
        K::tries()
    }

    fn follow(
        &self,
        ended: Ended<Result<T, E>>,
        call: &mut Call,
        tries: &Tries<K::Kept>,
        has_next: bool,
    ) -> Follows<Result<T, E>, K::Kept> {
        let on = Named { on: &self.on, has_next };
        ended.again(call, tries, &on, &self.backoff, |ended| match ended {
            Ended::Failed(returned) => self.hint(returned),
            _ => None,
        })
    }

    fn hint(&self, returned: &Result<T, E>) -> Option<Duration> {
        returned.as_ref().err().and_then(|error| self.hint.tell(error))
    }

    fn gathered(tries: Tries<Self::Kept>, ended: Ended<Result<T, E>>) -> Ended<Result<T, K::Error>> {
        K::gathered(tries, ended)
    }
}

/// Names what is attempted again, if there is another body.
struct Named<'a, O> {
    on: &'a O,
    has_next: bool,
}

impl<R, O: NameCauses<R>> NameCauses<R> for Named<'_, O> {
    fn names(&self, ended: Ended<R>, judged: &dyn Fn() -> Error) -> Said<R> {
        if self.has_next { self.on.names(ended, judged) } else { (ended, Some(false)) }
    }
}

impl<F> fmt::Debug for Rule<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rule")
    }
}

impl<F> fmt::Debug for Told<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}
