//! What there is to see of a fuse, as plain data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

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
        let Self { name, blown, since, retry_after, rejected, settings } = self;
        let state = match blown {
            Some(reason) => {
                let since = since.unwrap_or_default();
                let left = retry_after.map_or("until `reset()`".to_owned(), |left| format!("for another {left:.1?}"));
                format!("has been blown for {since:.1?}: {reason}, {left}")
            }
            None if settings.admit < 1.0 => format!("is intact and admits {}", settings.admit.write()),
            None => "is intact".to_owned(),
        };
        format!("fuse {name} {state}; {rejected} were turned away since it was built")
    }
}
