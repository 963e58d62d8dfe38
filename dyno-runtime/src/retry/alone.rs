//! Retries of a closure, which is no command.

use std::fmt;
use std::future::Future;
use std::ops::ControlFlow::{Break, Continue};
use std::pin::pin;
use std::time::Duration;

use crate::retry::Retry;
use crate::retry::attempts::Attempts;
use crate::retry::compound::Compound;
use crate::retry::said::{Hints, Questions, Rules, Said, Unsaid};

/// A retry with what its caller says of it: [`Retry::on`], [`Retry::backoff`], [`Retry::retry_after`].
#[derive(Clone, Copy)]
pub struct RetryCall<'a, Q = Unsaid, B = Unsaid, H = Unsaid> {
    retry: &'a Retry,
    question: Q,
    backoff: B,
    hint: H,
}

impl Retry {
    /// Calls `work` until it goes well or no other attempt follows, and blocks this thread between. Not for async code. Where a test has time
    /// stand still (`#[dyno::test(paused)]`) it does not wait.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dyno::{Backoff, Retry};
    ///
    /// let retry = Retry::builder("depot by hand").backoff(Backoff::fixed(Duration::from_millis(1))).build()?;
    /// let mut asked = 0;
    /// let stock = retry.call(|| {
    ///     asked += 1;
    ///     if asked < 3 { Err("busy") } else { Ok(asked) }
    /// });
    /// assert_eq!(stock, Ok(3));
    /// assert_eq!(retry.call(|| Err::<u32, _>("gone")).unwrap_err().len(), 3);
    /// # Ok::<(), dyno::SettingsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub fn call<T, E>(&self, work: impl FnMut() -> Result<T, E>) -> Result<T, Compound<E>> {
        self.unsaid().call(work)
    }

    /// Awaits the futures that `work` gives, until one goes well or no other attempt follows. Cancel safe if these futures are.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub async fn call_async<T, E, F>(&self, work: impl FnMut() -> F) -> Result<T, Compound<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.unsaid().call_async(work).await
    }

    /// Attempts again only what `question` says yes to.
    ///
    /// ```
    /// let retry = dyno::Retry::builder("shed by hand").build()?;
    /// let gone = retry.on(|error| *error != "gone").call(|| Err::<u32, _>("gone"));
    /// assert_eq!(gone.unwrap_err().len(), 1);
    /// # Ok::<(), dyno::SettingsError>(())
    /// ```
    pub fn on<E, Q: Fn(&E) -> bool>(&self, question: Q) -> RetryCall<'_, Said<Q>> {
        self.unsaid().on(question)
    }

    /// Has `rule` tell how long to wait after the attempt of this number, from 1, that ended with this error, whatever is set: neither
    /// jitter nor a maximum is added.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let retry = dyno::Retry::builder("barn by hand").build()?;
    /// let steps = retry.backoff(|attempt, _| Duration::from_millis(attempt.into()));
    /// assert_eq!(steps.call(|| Err::<u32, _>("gone")).unwrap_err().len(), 3); // 1 ms, 2 ms
    /// # Ok::<(), dyno::SettingsError>(())
    /// ```
    pub fn backoff<E, B: Fn(u32, &E) -> Duration>(&self, rule: B) -> RetryCall<'_, Unsaid, Said<B>> {
        self.unsaid().backoff(rule)
    }

    /// Has the error tell how long to wait, where it knows, instead of the back-off: [`RetryAfter::retry_after`](crate::RetryAfter::retry_after), or a closure, for errors
    /// of other crates.
    ///
    /// ```
    /// use dyno::{Error, RateLimit, Retry, RetryAfter};
    /// # use std::time::Duration;
    ///
    /// let mails = RateLimit::builder("mail by hand").limit(1_000, Duration::from_secs(1)).burst(1).build()?;
    /// let retry = Retry::builder("mail by hand").build()?;
    /// for _ in 0..3 {
    ///     retry.retry_after(RetryAfter::retry_after).call(|| mails.call(|| Ok::<_, Error>("sent")))?; // a millisecond each
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn retry_after<E, H: Fn(&E) -> Option<Duration>>(&self, hint: H) -> RetryCall<'_, Unsaid, Unsaid, Said<H>> {
        self.unsaid().retry_after(hint)
    }

    fn unsaid(&self) -> RetryCall<'_> {
        RetryCall { retry: self, question: Unsaid, backoff: Unsaid, hint: Unsaid }
    }
}

impl<'a, B, H> RetryCall<'a, Unsaid, B, H> {
    /// Attempts again only what `question` says yes to, as [`Retry::on`] does.
    pub fn on<E, Q: Fn(&E) -> bool>(self, question: Q) -> RetryCall<'a, Said<Q>, B, H> {
        let Self { retry, backoff, hint, .. } = self;
        RetryCall { retry, question: Said(question), backoff, hint }
    }
}

impl<'a, Q, H> RetryCall<'a, Q, Unsaid, H> {
    /// Has `rule` tell how long to wait, as [`Retry::backoff`] does.
    pub fn backoff<E, B: Fn(u32, &E) -> Duration>(self, rule: B) -> RetryCall<'a, Q, Said<B>, H> {
        let Self { retry, question, hint, .. } = self;
        RetryCall { retry, question, backoff: Said(rule), hint }
    }
}

impl<'a, Q, B> RetryCall<'a, Q, B, Unsaid> {
    /// Has the error tell how long to wait, as [`Retry::retry_after`] does.
    pub fn retry_after<E, H: Fn(&E) -> Option<Duration>>(self, hint: H) -> RetryCall<'a, Q, B, Said<H>> {
        let Self { retry, question, backoff, .. } = self;
        RetryCall { retry, question, backoff, hint: Said(hint) }
    }
}

impl<Q, B, H> RetryCall<'_, Q, B, H> {
    /// Calls `work` as [`Retry::call`] does.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub fn call<T, E>(&self, mut work: impl FnMut() -> Result<T, E>) -> Result<T, Compound<E>>
    where
        Q: Questions<E>,
        B: Rules<E>,
        H: Hints<E>,
    {
        let mut attempts = Attempts::begin(self.retry, None);
        loop {
            let returned = attempts.attempt_sync(&mut work);
            match attempts.next_by(returned, &self.question, &self.backoff, &self.hint) {
                Break(returned) => return returned,
                Continue(pause) => pause.block(),
            }
            attempts.begins()?;
        }
    }

    /// Awaits `work` as [`Retry::call_async`] does.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub async fn call_async<T, E, F>(&self, mut work: impl FnMut() -> F) -> Result<T, Compound<E>>
    where
        F: Future<Output = Result<T, E>>,
        Q: Questions<E>,
        B: Rules<E>,
        H: Hints<E>,
    {
        let mut attempts = Attempts::begin(self.retry, None);
        loop {
            // The closure belongs to the attempt as well: what it calls before it gives a future is inside of this retry.
            let returned = attempts.attempt(pin!(async { work().await })).await;
            let pause = match attempts.next_by(returned, &self.question, &self.backoff, &self.hint) {
                Break(returned) => return returned,
                Continue(pause) => pause,
            };
            pause.wait().await;
            attempts.begins()?;
        }
    }
}

impl<Q, B, H> fmt::Debug for RetryCall<'_, Q, B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryCall").field("retry", self.retry).finish_non_exhaustive()
    }
}
