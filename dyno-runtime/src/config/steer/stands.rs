//! How something stands to which acts are done, and in what words.

use crate::config::steer::PLACE;
use crate::config::steer::acts::Asked;
use crate::config::steer::error::SteerError;
use crate::error::{SettingsError, UnknownName, printable};
use crate::event::Act;
#[cfg(feature = "breaker")]
use crate::outcome::TransitionCause;
use crate::registry::Registry;

impl Asked {
    /// Tells what it is now.
    pub(super) fn stands(&self, registry: &Registry) -> Result<String, SteerError> {
        #[cfg(feature = "breaker")]
        if self.kind == "breaker" {
            return self.breaker(registry).map(|breaker| breaker.snapshot().state.to_string());
        }
        #[cfg(feature = "fuse")]
        if self.kind == "fuse" {
            return self.fuse(registry).map(|fuse| fuse.stands());
        }
        #[cfg(feature = "cache")]
        if self.kind == "cache" {
            return self.cache(registry).map(|cache| entries(cache.snapshot().len));
        }
        Err(self.unknown(registry, Vec::new()))
    }

    /// Tells what it would be then.
    pub(super) fn would_stand(&self) -> &'static str {
        match (self.act, &*self.kind) {
            (Act::Reset, "fuse") => "intact",
            (Act::Trip, _) => "open",
            (Act::Reset, _) => "closed",
            (Act::ForceOpen, _) => "forced-open",
            (Act::Disable, _) => "disabled",
            (Act::MetricsOnly, _) => "metrics-only",
            (Act::Blow, _) => "blown",
            (Act::Clear, _) => "0 entries",
        }
    }

    /// Tells in one word what it is now, where there is one, and whether a hand has brought it there.
    pub(super) fn state(&self, registry: &Registry) -> Option<(String, bool)> {
        #[cfg(feature = "breaker")]
        if self.kind == "breaker" {
            return self.breaker(registry).ok().map(|one| (one.snapshot().state.to_string(), one.is_by_hand()));
        }
        #[cfg(feature = "fuse")]
        if self.kind == "fuse" {
            let fuse = self.fuse(registry).ok()?;
            return Some((if fuse.is_intact() { "intact" } else { "blown" }.to_owned(), true));
        }
        let _ = (self, registry);
        None
    }

    /// Says why it can never be in a state.
    pub(super) fn misses(&self, expected: &str) -> Option<SettingsError> {
        let Self { kind, name, .. } = self;
        let known: &[&str] = match &**kind {
            "breaker" => &["closed", "disabled", "forced-open", "half-open", "metrics-only", "open"],
            "fuse" => &["blown", "intact"],
            _ => &[],
        };
        if known.contains(&expected) {
            return None;
        }
        let problem = if known.is_empty() {
            format!("a {kind} has no states, so that none can be expected: leave that out")
        } else {
            let unknown = UnknownName::new("state", expected, known.iter().map(ToString::to_string).collect());
            format!("`{}` is no state of a {kind}: {}", printable(expected), unknown.remedy())
        };
        let (place, setting) = (PLACE.to_owned(), "state".to_owned());
        Some(SettingsError::NoValue {
            place,
            subject: format!("{kind} `{}`", printable(name)).into(),
            setting,
            problem,
        })
    }

    /// Tells what it is since its time was over, if nothing else has happened to it after that.
    pub(super) fn expired(&self, registry: &Registry) -> Option<String> {
        #[cfg(feature = "breaker")]
        if self.kind == "breaker" {
            let now = self.breaker(registry).ok()?.snapshot();
            return (now.cause == Some(TransitionCause::Expired)).then(|| now.state.to_string());
        }
        let _ = (self, registry);
        None
    }
}

#[cfg(feature = "cache")]
pub(super) fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}
