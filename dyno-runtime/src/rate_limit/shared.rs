//! What all handles of a rate limit share: the buckets, and around them a name and settings.

use std::sync::{Arc, OnceLock};
use std::thread::sleep;
use std::time::Duration;

use tokio::task::unconstrained;

use crate::clock::{Clock, Deadline, Limit, nanos};
use crate::error::{Error, NoRuntime, RateLimited};
use crate::rate_limit::bucket::{Bucket, LivePace};
use crate::rate_limit::key::Asked;
use crate::rate_limit::keys::Keys;
use crate::rate_limit::rate::Rate;
use crate::rate_limit::settings::RateLimitSettings;
use crate::rate_limit::snapshot::RateLimitSnapshot;
use crate::rate_limit::state::{Pace, Ticks, at, duration, ticks};
use crate::rate_limit::turn::{Taken, Waiting};
use crate::settings::{Follow, Layer, Layers, Live, Origin, SetTo};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

#[derive(Debug)]
pub(crate) struct Shared {
    alone: Alone,
    pace: LivePace,
    clock: Clock,
    /// The latest time that was read of a clock that may be set back.
    latest: AtomicU64,
    keys: OnceLock<Keys>,
    name: Arc<str>,
    settings: SetTo<RateLimitSettings>,
    /// How many in how many nanoseconds, for whoever is turned away, without the lock.
    limit: [AtomicU64; 2],
    rejected: AtomicU64,
    waited: AtomicU64,
    waiting: AtomicU64,
    given_up: AtomicU64,
}

/// The bucket of all who have no key, on cache lines of its own (they are fetched in pairs): whoever reads the pace beside it would take it
/// from whoever takes a turn.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Alone(Bucket);

impl Shared {
    pub(super) fn new(
        name: Arc<str>,
        layers: Layers<RateLimitSettings>,
        clock: Clock,
        settings: RateLimitSettings,
    ) -> Self {
        let [latest, rejected, waited, waiting, given_up] = [(); 5].map(|()| AtomicU64::new(0));
        Self {
            alone: Alone::default(),
            pace: LivePace::new(Pace::from(&settings)),
            clock,
            latest,
            keys: OnceLock::new(),
            name,
            limit: words(settings.limit).map(AtomicU64::new),
            settings: SetTo::new(layers, settings),
            rejected,
            waited,
            waiting,
            given_up,
        }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn built_at(&self) -> Origin {
        self.settings.built_at()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &RateLimitSettings) -> bool {
        self.settings.is_declared_as(settings)
    }

    /// Tells whether anybody may wait.
    #[cfg(feature = "command")]
    pub(crate) fn may_wait(&self) -> bool {
        self.pace.may_wait()
    }

    /// Takes a turn if that is now.
    #[inline]
    pub(crate) fn take_at_once(&self, key: Option<&dyn Asked>) -> Result<Taken, Error> {
        self.take(key, |_| 0)
    }

    /// Takes a turn if that is now; nobody is counted as turned away who is going to ask again.
    #[cfg(feature = "command")]
    #[inline]
    pub(crate) fn take_quietly(&self, key: Option<&dyn Asked>) -> Option<Taken> {
        self.turn(key, |_| 0).ok()
    }

    /// Takes a turn if that is within the time that one may wait, and that one has `left`.
    pub(crate) fn take_in_time(&self, key: Option<&dyn Asked>, left: Option<Duration>) -> Result<Taken, Error> {
        let left = left.map_or(u64::MAX, ticks);
        self.take(key, |pace| pace.patience.min(left))
    }

    /// Waits for the turn. Cancel safe: dropped, it gives the turn back.
    pub(super) async fn wait(self: &Arc<Self>, taken: Taken) -> Result<(), Error> {
        let Some(delay) = Some(taken.delay()).filter(|delay| !delay.is_zero()) else { return Ok(()) };
        let waiting = Waiting::new(self.clone(), taken);
        let timer = Deadline::now().after(Limit::from(delay)).and_then(Deadline::timer);
        let Some(timer) = timer else { return Err(Error::from(NoRuntime { name: self.name.clone() })) };
        unconstrained(timer).await;
        waiting.passes();
        Ok(())
    }

    /// Waits for the turn, and blocks the thread.
    pub(crate) fn wait_blocking(self: &Arc<Self>, taken: Taken) -> Taken {
        let waiting = Waiting::new(self.clone(), taken);
        sleep(waiting.delay());
        waiting.passes().unwrap_or_else(|| unreachable!("it is taken once"))
    }

    /// The bucket of all who have no key.
    pub(super) fn bucket(&self) -> &Bucket {
        &self.alone.0
    }

    /// Counts somebody who waits from now on, or (`false`) does so no more.
    pub(super) fn waits(&self, waits: bool) {
        if waits {
            self.waited.fetch_add(1, Relaxed);
            self.waiting.fetch_add(1, Relaxed);
        } else {
            self.waiting.fetch_sub(1, Relaxed);
        }
    }

    /// Counts somebody who did not wait to the end.
    pub(super) fn gave_up(&self) {
        self.given_up.fetch_add(1, Relaxed);
    }

    pub(crate) fn snapshot(&self) -> RateLimitSnapshot {
        RateLimitSnapshot {
            name: self.name.to_string(),
            available: self.bucket().available(&self.pace.read().0, self.now()),
            keys: self.keys.get().map_or(0, Keys::len),
            waiting: self.waiting.load(Relaxed),
            waited: self.waited.load(Relaxed),
            given_up: self.given_up.load(Relaxed),
            rejected: self.rejected.load(Relaxed),
            settings: self.settings.settings(),
        }
    }

    /// Has the buckets go by other settings.
    fn follow(&self, after: &RateLimitSettings) {
        let (new, old) = (Pace::from(after), self.pace.read().0);
        self.pace.change(new);
        for (word, now) in self.limit.iter().zip(words(after.limit)) {
            word.store(now, Relaxed);
        }
        let now = self.now();
        self.bucket().take_over(&new, now, &old);
        if let Some(keys) = self.keys.get() {
            keys.take_over(&new, now, &old);
        }
    }

    #[inline]
    fn take(&self, key: Option<&dyn Asked>, patience: impl Fn(&Pace) -> Ticks) -> Result<Taken, Error> {
        self.turn(key, patience).map_err(|delay| self.rejects(delay, key.is_some()))
    }

    #[inline]
    fn turn(&self, key: Option<&dyn Asked>, patience: impl Fn(&Pace) -> Ticks) -> Result<Taken, Ticks> {
        let now = self.now();
        let keyed = key.map(|key| self.keys.get_or_init(Keys::new).of(key, now));
        let bucket = keyed.as_ref().map_or_else(|| self.bucket(), |keyed| &keyed.bucket);
        bucket.take(&self.pace, now, patience).map(|(turn, pace)| Taken::new(turn, pace, keyed))
    }

    /// Now; where the clock was set back, the latest that it was.
    #[inline]
    fn now(&self) -> Ticks {
        let now = at(self.clock.now());
        if self.clock.is_systems() { now } else { self.latest.fetch_max(now, Relaxed).max(now) }
    }

    #[cold]
    fn rejects(&self, delay: Ticks, by_key: bool) -> Error {
        self.rejected.fetch_add(1, Relaxed);
        let [count, per] = self.limit.each_ref().map(|word| word.load(Relaxed));
        Error::from(RateLimited {
            name: self.name.clone(),
            retry_after: duration(delay),
            limit: u32::try_from(count).unwrap_or(u32::MAX),
            per: Duration::from_nanos(per),
            by_key,
        })
    }
}

impl Live for Shared {
    type Settings = RateLimitSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> RateLimitSettings {
        self.settings.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<RateLimitSettings>) -> R) -> R {
        self.settings.layers(look)
    }

    fn take_over<'a>(
        &'a self,
        before: &RateLimitSettings,
        after: &RateLimitSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let is_taken = self.settings.take_over(before, after, layer, || self.follow(after));
        is_taken.then(|| -> Follow<'a> { Box::new(|| {}) })
    }
}

fn words(limit: Rate) -> [u64; 2] {
    [limit.count.into(), nanos(limit.per)]
}
