//! What a prepared call says: what judges it, what answers for it, and what is worth another attempt.

#[cfg(feature = "fuse")]
use std::hash::Hash;
use std::panic::Location;
use std::time::Duration;

#[cfg(feature = "retry")]
use crate::command::again::{Asked as On, Asks as AsksOn, ByDefault};
use crate::command::builder::ByCall;
use crate::command::prepared::asks::{Answer, Asked, Fallback, Nothing, Plain};
#[cfg(feature = "retry")]
use crate::command::prepared::repeats::{AllErrors, LastError, Retries, Rule, Told};
use crate::command::prepared::work::{AsyncBody, HereBody, SyncBody};
use crate::command::prepared::{PreparedCall, Repeats};
use crate::command::task::{AskedLimit, FallsBack};
#[cfg(feature = "rate_limit")]
use crate::command::turn::Whose;
use crate::error::Cause;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::Key;

/// A call with a fallback.
type Answered<W, T, E, I, X, F, M, P> = PreparedCall<W, Result<T, E>, I, X, Fallback<F, M>, P>;

/// A call that says something of its retry.
#[cfg(feature = "retry")]
type Again<W, R, I, X, A, O, B, H, K> = PreparedCall<W, R, I, X, A, Retries<O, B, H, K>>;

/// A call whose wait for the next attempt a closure tells.
#[cfg(feature = "retry")]
type Ruled<W, T, E, I, X, A, O, F, H, K> = Again<W, Result<T, E>, I, X, A, O, Rule<F>, H, K>;

/// A call whose error tells that wait.
#[cfg(feature = "retry")]
type Hinted<W, T, E, I, X, A, O, B, F, K> = Again<W, Result<T, E>, I, X, A, O, B, Told<F>, K>;

impl<W, R, I, X, A, P> PreparedCall<W, R, I, X, A, P> {
    /// Gives this call so long, with all its attempts but without the fallback, whatever the command is set to; `None` is no limit. As
    /// with that of the command, it counts from the first wait, so that zero leaves time for no wait at all, and nothing ends what
    /// [`PreparedCall::call_here`] runs.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.head.limit = AskedLimit::Set(limit.into());
        self
    }

    /// Takes the turns of this call of the bucket that the key has of its own: `.by("acme")`, `.by(&tenant)` of a `String`, `.by(&7_u32)`. Where its
    /// fuse lets only a share pass, that chooses by the key as well. Of a command without a rate limit nothing is taken.
    ///
    /// The key is copied, so what it borrows would have to live for ever. A `tenant` that is a `&str` is the reference already,
    /// `.by(tenant)`: a reference to it is said to escape (E0521), or is a key of another type, with another bucket.
    #[cfg(feature = "rate_limit")]
    #[track_caller]
    pub fn by<K: Key + ?Sized + 'static>(mut self, key: &K) -> Self {
        self.head.by = Whose::of(key);
        #[cfg(feature = "fuse")]
        self.chosen_by(key);
        self.says(ByCall::By, Location::caller())
    }

    /// Has the fuse choose by this key, where it lets only a share pass: `.by(&user)`.
    #[cfg(all(feature = "fuse", not(feature = "rate_limit")))]
    #[track_caller]
    pub fn by<K: Hash + ?Sized>(mut self, key: &K) -> Self {
        self.chosen_by(key);
        self.says(ByCall::By, Location::caller())
    }

    #[cfg(feature = "fuse")]
    fn chosen_by<K: Hash + ?Sized>(&mut self, key: &K) {
        self.head.chosen = self.head.state.guarded().fuse().map(|fuse| fuse.shared().chooses(key));
    }

    /// Takes the fallback away: the call returns what it would have answered for, its own error or dyno's in its type.
    pub fn without_fallback(self) -> PreparedCall<W, R, I, X, Nothing, P>
    where
        A: FallsBack,
    {
        self.answered(Nothing)
    }

    /// Notes for the plan what calls of the command say.
    fn says(self, what: ByCall, caller: &'static Location<'static>) -> Self {
        if let Some(built) = self.head.state.by_builder() {
            built.says(what, caller);
        }
        self
    }

    fn answered<B>(self, answer: B) -> PreparedCall<W, R, I, X, B, P> {
        let Self { head, work, ignore, failure_if, repeats, returns, .. } = self;
        PreparedCall { head, work, ignore, failure_if, answer, repeats, returns }
    }

    #[cfg(feature = "retry")]
    fn repeated<Q>(self, repeat: impl FnOnce(P) -> Q) -> PreparedCall<W, R, I, X, A, Q> {
        let Self { head, work, ignore, failure_if, answer, repeats, returns } = self;
        PreparedCall { head, work, ignore, failure_if, answer, repeats: repeat(repeats), returns }
    }
}

impl<W, T, E, X, A, P> PreparedCall<W, Result<T, E>, Nothing, X, A, P> {
    /// Names errors that are no news about what is called: neutral to the breaker, no other attempt, and no fallback.
    pub fn ignore<I: FnMut(&E) -> bool>(self, ignore: I) -> PreparedCall<W, Result<T, E>, Asked<I>, X, A, P> {
        let Self { head, work, failure_if, answer, repeats, returns, .. } = self;
        PreparedCall { head, work, ignore: Asked(ignore), failure_if, answer, repeats, returns }
    }
}

impl<W, R, I, A, P> PreparedCall<W, R, I, Nothing, A, P> {
    /// Names what counts as a failure besides errors.
    pub fn failure_if<X: FnMut(&R) -> bool>(self, failure_if: X) -> PreparedCall<W, R, I, Asked<X>, A, P> {
        let Self { head, work, ignore, answer, repeats, returns, .. } = self;
        PreparedCall { head, work, ignore, failure_if: Asked(failure_if), answer, repeats, returns }
    }
}

#[cfg(feature = "retry")]
impl<W, R, I, X, A, B, H, K> PreparedCall<W, R, I, X, A, Retries<ByDefault, B, H, K>> {
    /// Of what the type of its argument says, attempts again only what `question` says yes to: `|error: &E|` is asked of the errors of the
    /// work, `|cause: &Cause<E>|` of dyno's as well, `|returned: &Result<T, E>|` of what was returned. What it is not asked of is attempted
    /// again as without it: a timeout is, a refusal is not. Of a command that does not retry it is
    /// asked nothing.
    #[track_caller]
    pub fn on<M, Q>(self, question: Q) -> Again<W, R, I, X, A, On<Q, R>, B, H, K>
    where
        Q: AsksOn<R, M>,
    {
        self.says(ByCall::On, Location::caller()).repeated(|repeats| repeats.on(question))
    }
}

#[cfg(feature = "retry")]
impl<W, T, E, I, X, A, O, H, K> PreparedCall<W, Result<T, E>, I, X, A, Retries<O, ByDefault, H, K>> {
    /// Has `rule` tell how long to wait after the attempt of this number, from 1, that ended with this error, whatever the retry is set
    /// to: neither jitter nor a maximum is added. After a timeout, which has no error, the wait is as the retry says.
    #[track_caller]
    pub fn backoff<F: Fn(u32, &E) -> Duration>(self, rule: F) -> Ruled<W, T, E, I, X, A, O, F, H, K> {
        self.says(ByCall::Backoff, Location::caller()).repeated(|repeats| repeats.backoff(rule))
    }
}

#[cfg(feature = "retry")]
impl<W, T, E, I, X, A, O, B, K> PreparedCall<W, Result<T, E>, I, X, A, Retries<O, B, Nothing, K>> {
    /// Has the error tell how long to wait, where it knows: `.retry_after(dyno::RetryAfter::retry_after)`, or a closure, for errors of
    /// other crates. That replaces the back-off. dyno's own errors are asked in any case.
    #[track_caller]
    pub fn retry_after<F: Fn(&E) -> Option<Duration>>(self, hint: F) -> Hinted<W, T, E, I, X, A, O, B, F, K> {
        self.says(ByCall::RetryAfter, Location::caller()).repeated(|repeats| repeats.hint(hint))
    }
}

#[cfg(feature = "retry")]
impl<W, R, I, X, O, B, H> PreparedCall<W, R, I, X, Nothing, Retries<O, B, H, LastError>> {
    /// Returns the errors of all attempts, in a [`Compound`](crate::Compound), and not only the last. Said before the fallback, which
    /// hears of them as well.
    pub fn all_errors(self) -> PreparedCall<W, R, I, X, Nothing, Retries<O, B, H, AllErrors>> {
        self.repeated(Retries::all_errors)
    }
}

impl<W, T, E, I, X, P: Repeats<T, E>> PreparedCall<SyncBody<W>, Result<T, E>, I, X, Nothing, P> {
    /// Answers for failures, timeouts and rejections. The outcome of the call stays what it was; whether the fallback answered is
    /// counted beside it.
    #[track_caller]
    pub fn fallback<F>(self, fallback: F) -> Answered<SyncBody<W>, T, E, I, X, F, Plain, P>
    where
        F: FnOnce(Cause<P::Error>) -> Result<T, P::Error>,
    {
        self.says(ByCall::Fallback, Location::caller()).answered(Fallback::new(fallback))
    }
}

impl<W, T, E, I, X, P: Repeats<T, E>> PreparedCall<HereBody<W>, Result<T, E>, I, X, Nothing, P> {
    /// Answers for failures, timeouts and rejections. The outcome of the call stays what it was; whether the fallback answered is
    /// counted beside it.
    #[track_caller]
    pub fn fallback<F>(self, fallback: F) -> Answered<HereBody<W>, T, E, I, X, F, Plain, P>
    where
        F: FnOnce(Cause<P::Error>) -> Result<T, P::Error>,
    {
        self.says(ByCall::Fallback, Location::caller()).answered(Fallback::new(fallback))
    }
}

impl<W, M, T, E, I, X, P: Repeats<T, E>> PreparedCall<AsyncBody<W, M>, Result<T, E>, I, X, Nothing, P> {
    /// Answers for failures, timeouts and rejections, at once or by a future. The outcome of the call stays what it was; whether the
    /// fallback answered is counted beside it.
    #[track_caller]
    pub fn fallback<F, A, N>(self, fallback: F) -> Answered<AsyncBody<W, M>, T, E, I, X, F, N, P>
    where
        F: FnOnce(Cause<P::Error>) -> A,
        A: Answer<T, P::Error, N>,
    {
        self.says(ByCall::Fallback, Location::caller()).answered(Fallback::new(fallback))
    }
}
