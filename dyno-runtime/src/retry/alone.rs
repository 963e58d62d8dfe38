//! Retries of what is no command: a closure, or a block on the spot.

use std::future::Future;
use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::time::Duration;

use crate::registry::Registry;
use crate::retry::Retry;
use crate::retry::after::RetryAfter;
use crate::retry::builder::RetryBuilder;
use crate::retry::compound::Compound;
use crate::retry::pause::Pause;
use crate::retry::schedule::Next;
use crate::retry::shared::Ask;
use crate::retry::within::{is_within, retried, when_within};
use crate::settings::Origin;

/// A retry of certain errors alone: [`Retry::on`].
#[derive(Clone, Copy, Debug)]
pub struct RetryOn<'a, Q> {
    retry: &'a Retry,
    question: Q,
}

impl Retry {
    /// Calls `work` until it goes well or no other attempt follows, and blocks this thread between. Not for async code.
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
        self.on(|_: &E| true).call(work)
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
        self.on(|_: &E| true).call_async(work).await
    }

    /// Attempts again only what `question` says yes to.
    ///
    /// ```
    /// let retry = dyno::Retry::builder("shed by hand").build()?;
    /// let gone = retry.on(|error| *error != "gone").call(|| Err::<u32, _>("gone"));
    /// assert_eq!(gone.unwrap_err().len(), 1);
    /// # Ok::<(), dyno::SettingsError>(())
    /// ```
    pub fn on<E, Q: Fn(&E) -> bool>(&self, question: Q) -> RetryOn<'_, Q> {
        RetryOn { retry: self, question }
    }
}

impl<Q> RetryOn<'_, Q> {
    /// Calls `work` as [`Retry::call`] does.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub fn call<T, E>(&self, mut work: impl FnMut() -> Result<T, E>) -> Result<T, Compound<E>>
    where
        Q: Fn(&E) -> bool,
    {
        let mut attempts = Attempts::begin(self.retry, None);
        loop {
            let returned = attempts.attempt_sync(&mut work);
            match attempts.next(returned, &self.question, |_| None) {
                Break(returned) => return returned,
                Continue(pause) => pause.block(),
            }
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
        Q: Fn(&E) -> bool,
    {
        let mut attempts = Attempts::begin(self.retry, None);
        loop {
            let returned = attempts.attempt(pin!(work())).await;
            let pause = match attempts.next(returned, &self.question, |_| None) {
                Break(returned) => return returned,
                Continue(pause) => pause,
            };
            pause.wait().await;
        }
    }
}

/// The retry of a block on the spot.
#[derive(Debug)]
pub struct Spot {
    place: &'static str,
    retry: OnceLock<Retry>,
}

impl Spot {
    /// Names the place.
    #[must_use]
    pub const fn new(place: &'static str) -> Self {
        Self { place, retry: OnceLock::new() }
    }

    /// Begins with the first attempt of `n`.
    pub fn begin<E>(&'static self, n: u32) -> Attempts<'static, E> {
        let build = || {
            let builder = RetryBuilder::new(self.place.into(), Origin::Builder(self.place.to_owned()));
            builder.build_in(Registry::global()).unwrap_or_else(|_| unreachable!("the defaults are valid"))
        };
        Attempts::begin(self.retry.get_or_init(build), Some(n))
    }
}

/// The attempts of a call that is no command's.
#[derive(Debug)]
pub struct Attempts<'a, E> {
    retry: &'a Retry,
    n: Option<u32>,
    made: u32,
    waited: Duration,
    errors: Option<Compound<E>>,
    /// Whether retries inside of its attempts leave it to this one.
    nests: bool,
}

impl<'a, E> Attempts<'a, E> {
    fn begin(retry: &'a Retry, n: Option<u32>) -> Self {
        retry.shared.deposit();
        let nests = is_within() || n.map_or_else(|| retry.shared.retries(), |n| n > 1);
        Self { retry, n, made: 1, waited: Duration::ZERO, errors: None, nests }
    }

    /// Tells what is returned in the end, before anything is asked of an error.
    #[expect(clippy::unused_self, reason = "it knows the error's type")]
    pub fn never<T>(&self) -> Option<Result<T, Compound<E>>> {
        None
    }

    /// Awaits one.
    pub async fn attempt<F: Future>(&self, body: Pin<&mut F>) -> F::Output {
        retried(self.nests, body).await
    }

    /// Runs one.
    pub fn attempt_sync<R>(&self, body: impl FnOnce() -> R) -> R {
        when_within(self.nests, body)
    }

    /// Gives what the caller gets, or has another attempt follow after a pause.
    ///
    /// # Errors
    ///
    /// The errors of all attempts.
    pub fn next<T>(
        &mut self,
        returned: Result<T, E>,
        question: impl Fn(&E) -> bool,
        hint: impl FnOnce(&E) -> Option<Duration>,
    ) -> ControlFlow<Result<T, Compound<E>>, Pause> {
        let error = match returned {
            Ok(value) => return Break(Ok(value)),
            Err(error) => error,
        };
        let next = if question(&error) { self.decide(hint(&error)) } else { None };
        let errors = match self.errors.take() {
            None => Compound::new(error),
            Some(mut errors) => {
                errors.push(error);
                errors
            }
        };
        let Some(wait) = next else {
            return Break(Err(errors));
        };
        (self.errors, self.waited) = (Some(errors), wait);
        self.made += 1;
        Continue(Pause::of(wait))
    }

    #[cold]
    fn decide(&self, retry_after: Option<Duration>) -> Option<Duration> {
        let shared = &self.retry.shared;
        if is_within() && !shared.is_nested() {
            return None;
        }
        #[cfg(feature = "command")]
        let left = crate::left::Budget::current().remaining();
        #[cfg(not(feature = "command"))]
        let left = None;
        let (attempt, previous) = (self.made, self.waited);
        let ask = Ask { attempt, previous, retry_after, left, who: 0, n: self.n };
        match shared.next(ask, || None, || 0) {
            Next::Wait(wait) => Some(wait),
            Next::GiveUp(_) => None,
        }
    }
}

/// Looks for the time to wait in an error.
#[derive(Debug)]
pub struct Told<'a, E>(pub &'a E);

impl<E: RetryAfter> Told<'_, E> {
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
