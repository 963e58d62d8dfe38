//! Where settings have their values from.

use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// Where a setting has its value from. Places are `file:line`.
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
    /// `configure` at this place, while the program ran.
    Configured(String),
}

impl Origin {
    /// Gives the place in the source; `None` of a default.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Default => None,
            Self::Attribute(place) | Self::Builder(place) | Self::Configured(place) => Some(place),
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
            Self::Configured(place) => write!(f, "configured at {place}"),
        }
    }
}

/// The origins of one policy's settings; what is not in it is a default.
#[derive(Debug, Default)]
pub(crate) struct Origins(Vec<(&'static str, Origin)>);

impl Origins {
    /// Says that all of these were given at one place.
    pub(crate) fn given(settings: &[&'static str], origin: &Origin) -> Self {
        Self(settings.iter().map(|setting| (*setting, origin.clone())).collect())
    }

    /// Gives the origin of one.
    pub(crate) fn of(&self, setting: &str) -> Origin {
        let found = self.0.iter().find(|(known, _)| *known == setting);
        found.map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// Notes whoever changed settings from `before` to `after`.
    pub(crate) fn note<S: Settings>(&mut self, before: &S, after: &S, origin: &Origin) {
        for ((setting, before), (_, after)) in before.written().into_iter().zip(after.written()) {
            if before != after {
                self.0.retain(|(known, _)| *known != setting);
                self.0.push((setting, origin.clone()));
            }
        }
    }
}

fn place(caller: &Location<'_>) -> String {
    format!("{}:{}", caller.file(), caller.line())
}
