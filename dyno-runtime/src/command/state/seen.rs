//! What there is to see of a command.

use crate::command::builder::ByCall;
use crate::command::snapshot::{CommandSnapshot, MakingSnapshot};
use crate::command::state::State;
use crate::metrics::Counts;

impl State {
    pub(crate) fn snapshot(&self) -> CommandSnapshot {
        let (reading, guarded) = (self.metrics.read(self.now()), self.guarded());
        let makes = (!std::ptr::eq(guarded, self)).then(|| guarded.metrics.read(self.now()));
        CommandSnapshot {
            name: self.name.to_string(),
            group: self.group.clone(),
            place: self.place.to_string(),
            settings: self.settings(),
            #[cfg(feature = "aspect")]
            aspect: guarded.points.as_ref().map(|points| points.name().to_string()),
            #[cfg(not(feature = "aspect"))]
            aspect: None,
            #[cfg(feature = "fuse")]
            fuse: guarded.fuse.as_ref().map(|fuse| fuse.name().to_owned()),
            #[cfg(not(feature = "fuse"))]
            fuse: None,
            #[cfg(feature = "fuse")]
            blown: guarded.fuse.as_ref().and_then(|fuse| fuse.snapshot().blown),
            #[cfg(not(feature = "fuse"))]
            blown: None,
            #[cfg(feature = "breaker")]
            breaker: guarded.breaker.as_ref().map(|breaker| breaker.name().to_owned()),
            #[cfg(not(feature = "breaker"))]
            breaker: None,
            #[cfg(feature = "bulkhead")]
            bulkhead: guarded.bulkhead.as_ref().map(|bulkhead| bulkhead.name().to_owned()),
            #[cfg(not(feature = "bulkhead"))]
            bulkhead: None,
            #[cfg(feature = "pool")]
            pool: guarded.pool.as_ref().map(|pool| pool.name().to_owned()),
            #[cfg(not(feature = "pool"))]
            pool: None,
            #[cfg(feature = "rate_limit")]
            rate_limit: guarded.rate_limit.as_ref().map(|limit| limit.name().to_owned()),
            #[cfg(not(feature = "rate_limit"))]
            rate_limit: None,
            #[cfg(feature = "retry")]
            retry: guarded.retry.as_ref().map(|retry| retry.name().to_owned()),
            #[cfg(not(feature = "retry"))]
            retry: None,
            #[cfg(feature = "cache")]
            cache: self.caching().map(|caching| caching.core().snapshot()),
            recent: counted(reading.recent, makes.as_ref().map(|making| making.recent)),
            totals: counted(reading.totals, makes.as_ref().map(|making| making.totals)),
            making: makes.map(|making| MakingSnapshot {
                in_flight: making.in_flight,
                recent: making.recent,
                totals: making.totals,
                latency: making.latency,
            }),
            fallback: self.fallback.is_some() || self.said_by_calls(ByCall::Fallback).is_some(),
            problem: self.problem().map(|problem| problem.to_string()),
            in_flight: reading.in_flight,
            peak: reading.peak,
            latency: reading.latency,
            durations: reading.lasted.into(),
        }
    }
}

/// What is counted of those who ask, with the attempts of whoever makes what they ask for.
fn counted(asking: Counts, making: Option<Counts>) -> Counts {
    let Some(Counts { attempts, retries, retries_refused, .. }) = making else { return asking };
    Counts { attempts, retries, retries_refused, ..asking }
}
