//! What makes a value or waits for one: led by whoever asks, or in a task of its own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::cache::{Asked, Entry, Failure, Known, Making, Rescue, in_time};
use crate::clock::Deadline;
use crate::command::cached::away::{Away, within_the_same};
use crate::command::cached::stores::{Stores, Value};
use crate::command::returns::Ended;
use crate::error::Error;
use crate::left::Budget;

/// Makes a value where the signature borrows: whoever asks leads the making, and one of those who wait takes over if he is dropped.
///
/// # Errors
///
/// Dyno's own.
pub async fn led<K, S, F>(
    asked: Box<Result<Asked<K, S::Value>, Error>>,
    cache: Arc<str>,
    stores: S,
    make: F,
    share: impl Fn(&S::Error) -> Failure,
    copy: impl Fn(&Failure) -> Option<S::Error>,
    ttl: impl Fn(&S::Value) -> Option<Duration>,
) -> Result<S::Returned, Error>
where
    K: Clone + Send + Sync + 'static,
    S: Stores<Value: Value>,
    F: Future<Output = Ended<S::Returned>>,
{
    let mut making = match (*asked)?.known().await {
        Known::Given(given) => return given_to(stores, given, &cache, copy),
        Known::Makes(making) => making,
    };
    let (mut rescue, patience) = (making.rescue(), patience(making.limit()));
    match in_time(&mut rescue, making.run_async(make)).await {
        Ok(ended) => ends(making, patience, stores, ended, share, ttl).or(rescue, stores),
        Err(present) => Ok(served(stores, &present)),
    }
}

/// The same in a box, so that whoever mostly does something else has no room for it.
fn led_aside<K, S, F>(
    asked: Box<Result<Asked<K, S::Value>, Error>>,
    cache: Arc<str>,
    stores: S,
    make: F,
    share: impl Fn(&S::Error) -> Failure,
    copy: impl Fn(&Failure) -> Option<S::Error>,
    ttl: impl Fn(&S::Value) -> Option<Duration>,
) -> Pin<Box<impl Future<Output = Result<S::Returned, Error>>>>
where
    K: Clone + Send + Sync + 'static,
    S: Stores<Value: Value>,
    F: Future<Output = Ended<S::Returned>>,
{
    Box::pin(led(asked, cache, stores, make, share, copy, ttl))
}

/// The same on this thread, which blocks while somebody else makes it.
///
/// # Errors
///
/// Dyno's own.
#[expect(clippy::boxed_local, clippy::needless_pass_by_value, reason = "as expansions have them")]
pub fn led_sync<K, S>(
    asked: Box<Result<Asked<K, S::Value>, Error>>,
    cache: Arc<str>,
    stores: S,
    make: impl FnOnce() -> Ended<S::Returned>,
    share: impl Fn(&S::Error) -> Failure,
    copy: impl Fn(&Failure) -> Option<S::Error>,
    ttl: impl Fn(&S::Value) -> Option<Duration>,
) -> Result<S::Returned, Error>
where
    K: Clone + Send + Sync + 'static,
    S: Stores<Value: Value>,
{
    let mut making = match (*asked)?.known_here() {
        Known::Given(given) => return given_to(stores, given, &cache, copy),
        Known::Makes(making) => making,
    };
    let (rescue, patience) = (making.rescue(), patience(making.limit()));
    let ended = making.run(make);
    ends(making, patience, stores, ended, share, ttl).or(rescue, stores)
}

/// What makes a value where the signature owns everything, and where it does so, if it can there.
#[derive(Debug)]
pub struct Detached<F, A>(pub F, pub Option<A>);

impl<F: Future<Output = Ended<R>> + Send + 'static, R: Send + 'static, A: Away> Detached<F, A> {
    /// Makes it by itself: whoever asks may be dropped without harm to the others, and what is there is served while it is made anew.
    ///
    /// # Errors
    ///
    /// Dyno's own.
    pub async fn made<K, S>(
        self,
        asked: Box<Result<Asked<K, S::Value>, Error>>,
        cache: Arc<str>,
        stores: S,
        share: impl Fn(&S::Error) -> Failure + Send + 'static,
        copy: impl Fn(&Failure) -> Option<S::Error>,
        ttl: impl Fn(&S::Value) -> Option<Duration> + Send + 'static,
    ) -> Result<R, Error>
    where
        K: Clone + Send + Sync + 'static,
        S: Stores<Returned = R, Value: Value> + Send + 'static,
    {
        let Self(make, away) = self;
        let Some(away) = away else {
            return led_aside(asked, cache, stores, make, share, copy, ttl).await;
        };
        let mut making = match (*asked)?.known().await {
            Known::Given(given) => return given_to(stores, given, &cache, copy),
            Known::Makes(making) => making,
        };
        let (mut rescue, present) = (making.rescue(), making.serves());
        let make = within_the_same(make);
        let make = Box::pin(async move {
            let ended = making.run_async(make).await;
            ends(making, None, stores, ended, share, ttl)
        });
        let task = away.begins(cache, make);
        if let Some(present) = present {
            return Ok(served(stores, &present));
        }
        match in_time(&mut rescue, task).await {
            Ok(ended) => ended.unwrap_or_else(|error| Settled::Failure(Err(error))).or(rescue, stores),
            Err(present) => Ok(served(stores, &present)),
        }
    }
}

/// The same for what is tied to its thread: whoever asks leads the making.
pub trait PlainDetached<F> {
    /// What makes it.
    fn make(self) -> F;

    /// Makes it in its place.
    fn made<K, S>(
        self,
        asked: Box<Result<Asked<K, S::Value>, Error>>,
        cache: Arc<str>,
        stores: S,
        share: impl Fn(&S::Error) -> Failure,
        copy: impl Fn(&Failure) -> Option<S::Error>,
        ttl: impl Fn(&S::Value) -> Option<Duration>,
    ) -> impl Future<Output = Result<S::Returned, Error>>
    where
        K: Clone + Send + Sync + 'static,
        S: Stores<Value: Value>,
        F: Future<Output = Ended<S::Returned>>,
        Self: Sized,
    {
        led(asked, cache, stores, self.make(), share, copy, ttl)
    }
}

impl<F, A> PlainDetached<F> for Detached<F, A> {
    fn make(self) -> F {
        self.0
    }
}

fn given_to<K, S: Stores<Value: Value>>(
    stores: S,
    given: Result<Arc<Entry<K, S::Value>>, Failure>,
    cache: &Arc<str>,
    copy: impl Fn(&Failure) -> Option<S::Error>,
) -> Result<S::Returned, Error> {
    match given {
        Ok(entry) => Ok(served(stores, &entry)),
        Err(failure) => match (failure.value(), copy(&failure)) {
            (Some(value), _) => Ok(stores.answer(value)),
            (None, Some(error)) => Ok(stores.fail(error)),
            (None, None) => Err(failure.for_others(cache)),
        },
    }
}

fn served<K, S: Stores<Value: Value>>(stores: S, entry: &Entry<K, S::Value>) -> S::Returned {
    let value = entry.value().unwrap_or_else(|| unreachable!("what is served has a value"));
    stores.answer(value.clone())
}

/// What a making ended with.
enum Settled<R> {
    Value(R),
    /// What whoever made it is given, unless there is an old value.
    Failure(Result<R, Error>),
    /// An error that is none: the answer, unless there is a value that has not expired, or may be served although it has.
    Ignored(R),
}

impl<R> Settled<R> {
    fn or<K, S>(self, rescue: Option<Rescue<K, S::Value>>, stores: S) -> Result<R, Error>
    where
        S: Stores<Returned = R, Value: Value>,
    {
        match (self, rescue) {
            (Self::Failure(_), Some(rescue)) => Ok(served(stores, &rescue.serve())),
            (Self::Ignored(_), Some(rescue)) if rescue.is_good() => Ok(served(stores, &rescue.serve())),
            (Self::Value(returned) | Self::Ignored(returned), _) => Ok(returned),
            (Self::Failure(ended), None) => ended,
        }
    }
}

/// When the time of whoever leads a making is up, where that is before the making's own is: others may have more.
fn patience(limit: Option<Duration>) -> Option<Deadline> {
    let callers = Budget::current();
    if callers == Budget::default() {
        return None;
    }
    let now = Deadline::now();
    let theirs = callers.started(now)?.deadline;
    let own = limit.and_then(|limit| now.after(limit.into()));
    own.is_none_or(|own| theirs < own).then_some(theirs)
}

/// Ends a making as the attempts ended. One that failed when the `patience` of whoever led it was at its end is left to those who wait, and so
/// is one that the fuse or the rate limit turned away by the key of whoever led it: theirs may be let in.
fn ends<K, S>(
    mut making: Making<K, S::Value>,
    patience: Option<Deadline>,
    stores: S,
    ended: Ended<S::Returned>,
    share: impl Fn(&S::Error) -> Failure,
    ttl: impl Fn(&S::Value) -> Option<Duration>,
) -> Settled<S::Returned>
where
    K: Clone,
    S: Stores<Value: Value>,
{
    let mut is_his_own = false;
    let (failure, settled) = match ended {
        Ended::Answered(returned) => match stores.split(returned) {
            Ok(value) => {
                let (ttl, copy) = making.run(|| (ttl(&value), value.clone()));
                drop(making.succeeds(copy, ttl));
                return Settled::Value(stores.answer(value));
            }
            // What fails is `Failed`, so this was ignored.
            Err(error) => (making.run(|| share(&error)).ignored(), Settled::Ignored(stores.fail(error))),
        },
        Ended::Failed(returned) => match stores.split(returned) {
            Ok(value) => {
                let copy = Arc::new(making.run(|| value.clone()));
                (Failure::Judged(copy, making.judged()), Settled::Failure(Ok(stores.answer(value))))
            }
            Err(error) => (making.run(|| share(&error)), Settled::Failure(Ok(stores.fail(error)))),
        },
        Ended::Refused(refusal) => {
            let error = refusal.error();
            is_his_own = match &error {
                Error::Blown(blown) => blown.share.is_some(),
                Error::RateLimited(limited) => limited.by_key,
                _ => false,
            };
            (Failure::Dynos(error.clone()), Settled::Failure(Err(error)))
        }
    };
    if is_his_own || patience.is_some_and(Deadline::has_passed) {
        drop(making);
    } else {
        making.fails(failure);
    }
    settled
}
