//! A making, in the hands of whoever leads the flight.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::cache::asked::{Asks, Why};
use crate::cache::entry::Entry;
use crate::cache::failure::Failure;
use crate::cache::life::Cost;
use crate::cache::rescue::Rescue;
use crate::cache::store::Flown;
use crate::chain::Chain;
use crate::clock::Moment;
#[cfg(feature = "command")]
use crate::error::{Error, Judged};
use crate::outcome::on_unwind;
use crate::settings::Live as _;

/// A making: whoever has it leads the flight. Dropped before it ended, it leaves that to one of those who wait.
#[derive(Debug)]
pub struct Making<K, V> {
    asks: Asks<K, V>,
    flown: Arc<Flown<K, V>>,
    leader: u64,
    began: Moment,
    why: Why,
    chain: Chain,
    has_ended: bool,
    has_panicked: bool,
}

impl<K, V> Making<K, V> {
    pub(super) fn new(asks: Asks<K, V>, flown: Arc<Flown<K, V>>, leader: u64, began: Moment, why: Why) -> Self {
        asks.shared.core.counters.begins();
        let chain = Chain::with(&flown.node);
        Self { asks, flown, leader, began, why, chain, has_ended: false, has_panicked: false }
    }

    /// What is served while it is at work, if anything may be.
    pub(crate) fn serves(&self) -> Option<Arc<Entry<K, V>>> {
        self.asks.present.clone().filter(|_| self.why != Why::Missing)
    }

    /// What is served to whoever has begun it if it fails, or does not end in time.
    pub(crate) fn rescue(&self) -> Option<Rescue<K, V>> {
        self.asks.rescue(self.why)
    }

    /// How long it may take, if there is a limit to that.
    #[cfg(feature = "command")]
    pub(crate) fn limit(&self) -> Option<Duration> {
        self.asks.limit
    }

    /// The error of a value that was judged a failure, for those who wait.
    #[cfg(feature = "command")]
    pub(crate) fn judged(&self) -> Error {
        Error::from(Judged { name: self.asks.shared.core.name.clone() })
    }

    /// Runs the maker, or what else of the user's belongs to it: a panic ends it for those who wait as well.
    pub(crate) fn run<R>(&mut self, make: impl FnOnce() -> R) -> R {
        let (chain, has_panicked) = (&self.chain, &mut self.has_panicked);
        on_unwind(|| chain.run(make), || *has_panicked = true)
    }

    /// Awaits the maker.
    pub(crate) async fn run_async<F: Future>(&mut self, make: F) -> F::Output {
        let mut make = pin!(make);
        poll_fn(|cx| self.run(|| make.as_mut().poll(cx))).await
    }
}

impl<K: Clone, V> Making<K, V> {
    /// Ends it with a value that lives for its own time, if it has one. Those who wait get it, and who comes later.
    pub(crate) fn succeeds(mut self, value: V, ttl: Option<Duration>) -> Arc<Entry<K, V>> {
        let settings = self.asks.shared.core.settings();
        let cost = self.cost();
        let ttl = ttl.or(settings.ttl);
        let flown = self.flown.clone();
        let key = self.run(|| flown.key.clone());
        let (entry, is_kept) = self.asks.shared.entry(key, Ok(value), cost, ttl);
        self.lands(Ok(entry.clone()), is_kept, true, settings.capacity);
        entry
    }

    /// Ends it without one, for those who wait as well.
    pub(crate) fn fails(mut self, failure: Failure) {
        let settings = self.asks.shared.core.settings();
        let cost = self.cost();
        // An old value is worth more than an error, unless that is an answer.
        let is_better = self.asks.present.is_none() || self.why == Why::Missing && failure.is_ignored();
        let kept = settings.negative_ttl.filter(|_| is_better && matches!(failure, Failure::Own { .. }));
        if let Some(ttl) = kept {
            let flown = self.flown.clone();
            let key = self.run(|| flown.key.clone());
            let (entry, is_kept) = self.asks.shared.entry(key, Err(failure.clone()), cost, Some(ttl));
            self.lands(Ok(entry), is_kept, false, settings.capacity);
        } else {
            self.lands(Err(failure), false, false, settings.capacity);
        }
    }

    fn cost(&self) -> Cost {
        Cost::of(self.asks.shared.core.now().since(self.began), self.asks.before)
    }
}

impl<K, V> Making<K, V> {
    fn lands(&mut self, landed: Result<Arc<Entry<K, V>>, Failure>, is_kept: bool, is_value: bool, capacity: u32) {
        self.has_ended = true;
        let core = &self.asks.shared.core;
        let now = core.now();
        core.counters.ends(is_value, now.nanos_since(self.began));
        match &self.asks.present {
            // It may be there still, because its flight was taken away.
            Some(present) if is_value => present.was_left(),
            Some(present) => present.was_not_renewed(now, now.since(self.began)),
            None => {}
        }
        let fails = (!is_value).then_some(self.leader);
        self.asks.shared.store.land(&self.flown, landed, fails, is_kept, capacity);
    }
}

impl<K, V> Drop for Making<K, V> {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        if self.has_panicked {
            return self.lands(Err(Failure::told(&"its maker panicked")), false, false, 0);
        }
        let core = &self.asks.shared.core;
        core.counters.leaves();
        if let Some(present) = &self.asks.present {
            present.was_left();
        }
        self.asks.shared.store.leave(&self.flown, self.leader, core.now());
    }
}
