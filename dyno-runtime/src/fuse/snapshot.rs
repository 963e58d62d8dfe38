//! What there is to see of a fuse, as plain data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::printable;
use crate::fuse::settings::FuseSettings;
use crate::settings::Text as _;

/// A fuse at one moment. Serialized, times are in seconds; settings are written as in attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FuseSnapshot {
    /// Its name.
    pub name: String,
    /// Why nothing passes; `None` while it is intact.
    pub blown: Option<String>,
    /// How long it has been blown.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub since: Option<Duration>,
    /// When it is intact again by itself, if that is known.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub retry_after: Option<Duration>,
    /// How long it stays blown for this reason, where that is for a time.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub left: Option<Duration>,
    /// Why it is blown after that; `None` is intact.
    #[serde(default)]
    pub then: Option<String>,
    /// How many were turned away since it was built.
    pub rejected: u64,
    /// What it is set to.
    pub settings: FuseSettings,
}

impl FuseSnapshot {
    /// Tells whether it is not blown.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.blown.is_none()
    }

    /// Says in words and numbers who may pass.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, rejected, settings, .. } = self;
        let state = match self.state() {
            Some(state) => state,
            None if settings.admit < 1.0 => format!("is intact and admits {}", settings.admit.write()),
            None => "is intact".to_owned(),
        };
        let were = if *rejected == 1 { "was" } else { "were" };
        format!("fuse {name} {state}; {rejected} {were} turned away since it was built")
    }

    /// Says why it is blown, and until when, if it is.
    fn state(&self) -> Option<String> {
        let Self { blown, since, left, then, .. } = self;
        let (reason, since) = (printable(blown.as_deref()?), since.unwrap_or_default());
        let until = match (left, then) {
            (None, _) => "until somebody resets it, by hand or by settings".to_owned(),
            (Some(left), None) => format!("for another {left:.1?}"),
            (Some(left), Some(then)) => format!("for another {left:.1?}, and then: {}", printable(then)),
        };
        Some(format!("has been blown for {since:.1?}: {reason}, {until}"))
    }
}
