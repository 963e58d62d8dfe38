//! What somebody does to a policy that is no setting.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::UnknownName;

/// What somebody does to a breaker, a fuse or a cache while the program runs. Its text is that of the variant: `force_open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Act {
    /// Opens a breaker as if a threshold had been reached; it recovers by itself.
    Trip,
    /// Closes a breaker with a fresh window, or makes a fuse intact.
    Reset,
    /// Has a breaker reject everything.
    ForceOpen,
    /// Has a breaker admit everything and record nothing.
    Disable,
    /// Has a breaker admit everything and record it.
    MetricsOnly,
    /// Blows a fuse, for the reason that is given.
    Blow,
    /// Takes everything out of a cache.
    Clear,
}

impl Act {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Trip, Self::Reset, Self::ForceOpen, Self::Disable, Self::MetricsOnly, Self::Blow, Self::Clear];

    /// Those that there are for a kind of policy.
    #[must_use]
    pub fn of(kind: &str) -> &'static [Self] {
        match kind {
            "breaker" => &[Self::Trip, Self::Reset, Self::ForceOpen, Self::Disable, Self::MetricsOnly],
            "fuse" => &[Self::Blow, Self::Reset],
            "cache" => &[Self::Clear],
            _ => &[],
        }
    }

    /// Tells whether it lasts until it is undone, and may be for a time.
    #[must_use]
    pub fn lasts(self) -> bool {
        matches!(self, Self::ForceOpen | Self::Disable | Self::MetricsOnly | Self::Blow)
    }

    /// Tells whether it can be undone: what was in a cache is gone.
    #[must_use]
    pub fn can_be_undone(self) -> bool {
        self != Self::Clear
    }

    fn word(self) -> &'static str {
        match self {
            Self::Trip => "trip",
            Self::Reset => "reset",
            Self::ForceOpen => "force_open",
            Self::Disable => "disable",
            Self::MetricsOnly => "metrics_only",
            Self::Blow => "blow",
            Self::Clear => "clear",
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Act {
    type Err = UnknownName;

    fn from_str(word: &str) -> Result<Self, UnknownName> {
        let known = || Self::ALL.iter().map(ToString::to_string).collect();
        let found = Self::ALL.iter().copied().find(|act| act.word() == word);
        found.ok_or_else(|| UnknownName::new("act", word, known()))
    }
}
