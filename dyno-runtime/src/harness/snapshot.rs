//! What there is to see of a harness, as plain data and in words.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::printable;

/// A harness at one moment. Serialized, times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HarnessSnapshot {
    /// Its name.
    pub name: String,
    /// How many errors there were of each kind; from the 65th kind on they are counted together, as `other`.
    pub errors: BTreeMap<String, u64>,
    /// How many panics there were.
    pub panics: u64,
    /// The last 20 errors and the last 20 panics, oldest first.
    pub last: Vec<PulledError>,
}

/// An error or a panic that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PulledError {
    /// When, since the start of the clock.
    #[serde(with = "crate::clock::seconds")]
    pub at: Duration,
    /// The name of its variant, or of its type where its `Debug` tells none or nothing is to be known; of an `io::Error` its `ErrorKind`; `panic` of a panic.
    pub kind: String,
    /// What it said, 4,000 characters of it at most; `None` where that is not to be known.
    pub text: Option<String>,
    /// Whether it was a panic.
    pub is_panic: bool,
}

impl HarnessSnapshot {
    /// Says in words and numbers what passed.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, errors, panics, last } = self;
        let kinds: Vec<_> = errors.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let errors = if kinds.is_empty() { "no errors".to_owned() } else { kinds.join(", ") };
        let last = last.last().map(|error| format!("; the last was {}", error.described())).unwrap_or_default();
        let panics = if *panics == 1 { "1 panic".to_owned() } else { format!("{panics} panics") };
        format!("harness {name}: {errors}, {panics}{last}")
    }
}

impl PulledError {
    fn described(&self) -> String {
        let Self { kind, text, .. } = self;
        text.as_ref().map_or_else(|| kind.clone(), |text| format!("{kind}: {}", printable(text)))
    }
}
