//! Where settings have their values from.

use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

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
}

impl Origin {
    /// Gives the place in the source; `None` of a default.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Default => None,
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
        }
    }
}

fn place(caller: &Location<'_>) -> String {
    format!("{}:{}", caller.file(), caller.line())
}
