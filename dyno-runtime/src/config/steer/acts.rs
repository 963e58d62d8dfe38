//! What is done to a policy that is no setting, and how it is taken back.

use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::config::steer::error::SteerError;
#[cfg(feature = "cache")]
use crate::config::steer::stands::entries;
use crate::error::{SettingsError, SettingsErrors, UnknownName};
use crate::event::Act;
#[cfg(feature = "breaker")]
use crate::outcome::BreakerState;
use crate::registry::Registry;
use crate::settings::{Acting, Follow};

/// What gives back what a policy was before. It keeps the policy from nothing: one that nobody has any more is not given back.
#[derive(Clone, Debug)]
pub(super) enum Saved {
    #[cfg(feature = "breaker")]
    Breaker(crate::breaker::Before),
    #[cfg(feature = "fuse")]
    Fuse(crate::fuse::Before),
    /// There is neither breaker nor fuse in this build.
    #[cfg(not(any(feature = "breaker", feature = "fuse")))]
    Nothing,
}

/// What was done.
pub(super) struct Acted {
    /// `None` of what cannot be taken back.
    pub(super) saved: Option<Saved>,
    /// What the policy was before, and what it is since.
    pub(super) was: String,
    pub(super) is: String,
    /// What follows, which may run what is the user's.
    pub(super) follow: Follow<'static>,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) act: Act,
}

impl Asked {
    /// Refuses what nobody could do.
    pub(super) fn check(&self, is_for_a_time: bool) -> Result<(), SteerError> {
        let Self { kind, act, .. } = self;
        if !Act::of(kind).contains(act) {
            let known = Act::of(kind).iter().map(ToString::to_string).collect();
            let kind = ["breaker", "bulkhead", "cache", "command", "fuse", "pool", "rate_limit", "retry", "binding"]
                .into_iter()
                .find(|known| *known == kind)
                .unwrap_or("policy");
            let unknown = Box::new(UnknownName::new(kind, &act.to_string(), known));
            return Err(SteerError::NoSuchAct { act: *act, unknown });
        }
        if is_for_a_time && !act.lasts() { Err(SteerError::NoTime { act: *act }) } else { Ok(()) }
    }

    /// Refuses where it would be refused.
    #[cfg_attr(not(feature = "breaker"), expect(clippy::unnecessary_wraps, reason = "a breaker may refuse"))]
    pub(super) fn would_do(&self, registry: &Registry) -> Result<(), SteerError> {
        #[cfg(feature = "breaker")]
        if self.kind == "breaker" && self.act == Act::Trip {
            let state = self.breaker(registry)?.snapshot().state;
            if matches!(state, BreakerState::ForcedOpen | BreakerState::Disabled | BreakerState::MetricsOnly) {
                return Err(self.is_forced(state));
            }
        }
        let _ = (self, registry);
        Ok(())
    }

    #[cfg(feature = "breaker")]
    fn is_forced(&self, state: BreakerState) -> SteerError {
        SteerError::Refused { problem: format!("breaker `{}` is {state} by hand: reset it first", self.name) }
    }

    /// Does it. `why` is what callers are told; `signed` says it with who does it.
    pub(super) fn act(
        &self,
        registry: &Registry,
        why: &Arc<str>,
        signed: &Arc<str>,
        time: Option<Duration>,
        who: Weak<dyn Acting>,
    ) -> Result<Acted, SteerError> {
        let was = self.stands(registry)?;
        #[cfg(feature = "breaker")]
        if self.kind == "breaker" {
            let breaker = self.breaker(registry)?;
            let acted = breaker.act(self.act, signed, time, who);
            let (before, follow) = acted.map_err(|state| self.is_forced(state))?;
            let is = self.stands(registry)?;
            return Ok(Acted { saved: Some(Saved::Breaker(before)), was, is, follow });
        }
        #[cfg(feature = "fuse")]
        if self.kind == "fuse" {
            let (before, follow) = self.fuse(registry)?.act(self.act, why, time, who);
            let is = self.stands(registry)?;
            return Ok(Acted { saved: Some(Saved::Fuse(before)), was, is, follow });
        }
        #[cfg(feature = "cache")]
        if self.kind == "cache" {
            let cache = self.cache(registry)?;
            return Ok(Acted { saved: None, was, is: entries(0), follow: Box::new(move || cache.clear()) });
        }
        let _ = (why, signed, time, was, who);
        Err(self.unknown(registry, Vec::new()))
    }

    /// Goes back to what it was before, or says what has happened since.
    pub(super) fn go_back(
        &self,
        registry: &Registry,
        saved: &Saved,
        signed: &Arc<str>,
    ) -> Result<(Saved, Acted), String> {
        let gone = |error: SteerError| error.to_string();
        let was = self.stands(registry).map_err(gone)?;
        let (now, follow): (Saved, Follow<'static>) = match saved {
            #[cfg(feature = "breaker")]
            Saved::Breaker(before) => {
                let overtaken = |state| format!("breaker `{}` is {state} since", self.name);
                let (now, follow) = self.breaker(registry).map_err(gone)?.go_back(before, signed).map_err(overtaken)?;
                (Saved::Breaker(now), follow)
            }
            #[cfg(feature = "fuse")]
            Saved::Fuse(before) => {
                let fuse = self.fuse(registry).map_err(gone)?;
                let overtaken = |()| format!("fuse `{}` is {} since", self.name, fuse.stands());
                let (now, follow) = fuse.go_back(before).map_err(overtaken)?;
                (Saved::Fuse(now), follow)
            }
            #[cfg(not(any(feature = "breaker", feature = "fuse")))]
            Saved::Nothing => (Saved::Nothing, Box::new(|| {})),
        };
        let is = self.stands(registry).map_err(gone)?;
        let _ = signed;
        Ok((now, Acted { saved: None, was, is, follow }))
    }

    /// Tells whether code has done something else to it since.
    pub(super) fn is_overtaken(&self, registry: &Registry, saved: &Saved) -> bool {
        match saved {
            #[cfg(feature = "breaker")]
            Saved::Breaker(before) => self.breaker(registry).is_ok_and(|breaker| breaker.is_overtaken(before)),
            #[cfg(feature = "fuse")]
            Saved::Fuse(before) => self.fuse(registry).is_ok_and(|fuse| fuse.is_overtaken(before)),
            #[cfg(not(any(feature = "breaker", feature = "fuse")))]
            Saved::Nothing => {
                let _ = (self, registry);
                false
            }
        }
    }

    /// Says why something that lasts has no effect any more.
    pub(super) fn problem(&self, registry: &Registry, saved: &Saved) -> Option<String> {
        let stands = match self.stands(registry) {
            Ok(stands) => stands,
            Err(error) => return Some(error.to_string()),
        };
        let is_so = match saved {
            #[cfg(feature = "breaker")]
            Saved::Breaker(before) => self.breaker(registry).is_ok_and(|breaker| breaker.is_left_at(before)),
            #[cfg(feature = "fuse")]
            Saved::Fuse(before) => self.fuse(registry).is_ok_and(|fuse| fuse.is_left_at(before)),
            #[cfg(not(any(feature = "breaker", feature = "fuse")))]
            Saved::Nothing => true,
        };
        (!is_so).then(|| format!("it is overtaken: {} `{}` is {stands} by now", self.kind, self.name))
    }

    #[cfg(feature = "breaker")]
    pub(super) fn breaker(&self, registry: &Registry) -> Result<Arc<crate::breaker::Shared>, SteerError> {
        self.find(registry)
    }

    #[cfg(feature = "fuse")]
    pub(super) fn fuse(&self, registry: &Registry) -> Result<Arc<crate::fuse::Shared>, SteerError> {
        self.find(registry)
    }

    #[cfg(feature = "cache")]
    pub(super) fn cache(&self, registry: &Registry) -> Result<Arc<crate::cache::Core>, SteerError> {
        self.find(registry)
    }

    #[cfg_attr(not(any(feature = "breaker", feature = "cache", feature = "fuse")), expect(dead_code))]
    fn find<T: Send + Sync + 'static>(&self, registry: &Registry) -> Result<Arc<T>, SteerError> {
        registry.find::<T>(&self.name).ok_or_else(|| {
            let known = registry.all::<T>().into_iter().map(|(name, _)| name.to_string());
            self.unknown(registry, known.collect())
        })
    }

    pub(super) fn unknown(&self, _: &Registry, known: Vec<String>) -> SteerError {
        let kind = ["breaker", "cache", "fuse"].into_iter().find(|known| *known == self.kind).unwrap_or("policy");
        let unknown = Box::new(UnknownName::new(kind, &self.name, known));
        SteerError::Wrong(SettingsErrors(vec![SettingsError::Unknown { place: super::PLACE.to_owned(), unknown }]))
    }
}

impl Saved {
    /// Takes over to what an earlier one would have gone back, since that is gone.
    pub(super) fn goes_back_with(&mut self, earlier: &Self) {
        match (self, earlier) {
            #[cfg(feature = "breaker")]
            (Self::Breaker(before), Self::Breaker(earlier)) => before.goes_back_with(earlier),
            #[cfg(feature = "fuse")]
            (Self::Fuse(before), Self::Fuse(earlier)) => before.goes_back_with(earlier),
            #[allow(unreachable_patterns, reason = "with one of the features there is one sort")]
            _ => {}
        }
    }

    /// Notes that all is as it was left, since a later one was taken back.
    pub(super) fn is_back(&mut self, now: &Self) {
        match (self, now) {
            #[cfg(feature = "breaker")]
            (Self::Breaker(before), Self::Breaker(now)) => before.is_back(now),
            #[cfg(feature = "fuse")]
            (Self::Fuse(before), Self::Fuse(now)) => before.is_back(now),
            #[allow(unreachable_patterns, reason = "with one of the features there is one sort")]
            _ => {}
        }
    }
}
