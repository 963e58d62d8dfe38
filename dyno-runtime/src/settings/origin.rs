//! Where settings have their values from.

use std::fmt;
use std::panic::Location;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::clock::time_of_day;
use crate::error::printable;

/// Where a setting has its value from; of several, the last of this list. Places are `file:line`, those in a file of settings
/// `file:line:column`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// The attribute at this place.
    Attribute(String),
    /// The builder at this place.
    Builder(String),
    /// What was loaded, at this place: `dyno.toml:3:1`, or what else the source is called.
    File(String),
    /// `configure` at this place, while the program ran.
    Configured(String),
    /// An override, while the program runs.
    Overridden {
        /// Who did it, as they said.
        who: String,
        /// Why, as they said.
        why: String,
        /// When it ends by itself; written as `2026-11-23T14:03:00.000Z`.
        #[serde(with = "crate::clock::wall_or_none", default)]
        until: Option<SystemTime>,
    },
}

impl Origin {
    /// Gives the place in the source; `None` of a default and an override.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Default | Self::Overridden { .. } => None,
            Self::Attribute(place) | Self::Builder(place) | Self::File(place) | Self::Configured(place) => Some(place),
        }
    }

    /// Names a builder by whoever called it.
    pub(crate) fn builder(caller: &Location<'_>) -> Self {
        Self::Builder(place(caller))
    }

    /// Names a `configure` by whoever called it.
    pub(crate) fn configured(caller: &Location<'_>) -> Self {
        Self::Configured(place(caller))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Attribute(place) => write!(f, "attribute at {place}"),
            Self::Builder(place) => write!(f, "builder at {place}"),
            Self::File(place) => write!(f, "file at {place}"),
            Self::Configured(place) => write!(f, "configured at {place}"),
            Self::Overridden { who, why, until } => {
                write!(f, "override by {}", printable(who))?;
                if let Some(until) = until {
                    write!(f, " until {}", time_of_day(*until))?;
                }
                write!(f, ": {}", printable(why))
            }
        }
    }
}

fn place(caller: &Location<'_>) -> String {
    format!("{}:{}", caller.file(), caller.line())
}
