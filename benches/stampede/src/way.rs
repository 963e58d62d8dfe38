//! The ways in which a value is asked for, all of dyno's real cache.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dyno::{Cache, CacheBuilder, CachePolicy, CachedLife, EarlyRefresh, Error};

use crate::world::World;

/// Who makes the value, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// Whoever finds none makes one.
    Plain,
    /// One of those who find none makes one, and the others wait.
    Flight,
    /// As [`Way::Plain`], and early by chance, as the paper on `XFetch` has it.
    Paper,
    /// Dyno's default, in the background.
    Default,
    /// The same with another bound on how early it may be.
    Bound(f64),
}

/// What is known of the makings before.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    last: f64,
    mean: f64,
    deviation: f64,
}

/// What those who ask share besides the cache.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    known: Arc<Mutex<Option<Known>>>,
    is_drawn: Arc<AtomicBool>,
}

impl Notes {
    /// Notes what a making took, with the weights that dyno has.
    pub(crate) fn took(&self, took: Duration) {
        let last = took.as_secs_f64();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(match *known {
            None => Known { last, mean: last, deviation: last / 2.0 },
            Some(Known { mean, deviation, .. }) => {
                let off = (mean - last).abs();
                Known { last, mean: mean + (last - mean) / 8.0, deviation: deviation + (off - deviation) / 4.0 }
            }
        });
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_default()
    }
}

/// Draws as the paper does, notes it and has nothing made: whoever was drawn does that by itself.
#[derive(Debug)]
struct Drawn(Notes);

impl EarlyRefresh for Drawn {
    fn is_due(&self, life: &CachedLife, u: f64) -> bool {
        let left = life.ttl.saturating_sub(life.age).as_secs_f64();
        self.0.is_drawn.store(-u.ln() * self.0.known().last >= left, Relaxed);
        false
    }
}

/// The adaptive policy with another bound.
#[derive(Debug)]
struct Bounded(Notes, f64);

impl EarlyRefresh for Bounded {
    fn is_due(&self, life: &CachedLife, u: f64) -> bool {
        let Known { mean, deviation, .. } = self.0.known();
        let most = (mean + 2.0 * deviation).min(0.2 * life.ttl.as_secs_f64());
        let left = life.ttl.saturating_sub(life.age).as_secs_f64();
        left <= self.1 * most && -u.ln() * most >= left
    }
}

impl Way {
    pub(crate) fn about(self) -> String {
        match self {
            Self::Plain => "plain ttl".to_owned(),
            Self::Flight => "single flight".to_owned(),
            Self::Paper => "XFetch as in the paper".to_owned(),
            Self::Default => "dyno's default".to_owned(),
            Self::Bound(bound) if bound.is_finite() => format!("  leading by at most {bound} makings"),
            Self::Bound(_) => "  leading without a bound".to_owned(),
        }
    }

    pub(crate) fn sets(self, it: CacheBuilder<u32, ()>, notes: &Notes) -> CacheBuilder<u32, ()> {
        match self {
            Self::Plain | Self::Flight => it.policy(CachePolicy::Static),
            Self::Paper => it.early(Drawn(notes.clone())),
            Self::Default => it,
            Self::Bound(bound) => it.early(Bounded(notes.clone(), bound)),
        }
    }

    pub(crate) async fn asks(self, cache: Cache<u32, ()>, world: Arc<World>) -> Result<(), Error> {
        match self {
            Self::Plain => {
                if cache.get(&1).is_none() {
                    cache.insert(1, world.make().await);
                }
                Ok(())
            }
            Self::Flight => cache.get_or_make_async(&1, async { Ok(world.make().await) }).await,
            Self::Paper => {
                world.notes.is_drawn.store(false, Relaxed);
                let found = cache.get_or_make(&1, || Err(Nothing));
                if found.is_err() || world.notes.is_drawn.load(Relaxed) {
                    cache.insert(1, world.make().await);
                }
                Ok(())
            }
            Self::Default | Self::Bound(_) => cache.get_or_spawn(&1, async move { Ok(world.make().await) }).await,
        }
    }
}

/// There is no value, and this cache makes none.
#[derive(Debug)]
struct Nothing;

impl From<Error> for Nothing {
    fn from(_: Error) -> Self {
        Self
    }
}

impl std::fmt::Display for Nothing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing")
    }
}
