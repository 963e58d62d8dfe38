//! What somebody changed in a running program, and what became of it.

use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::clock::time_of_day;
use crate::error::printable;
use crate::event::Act;
use crate::outcome::contained;

/// One line of the list of all that was changed while the program ran. Its `Display` is one line, whatever the names and reasons say. Serialized,
/// times are text, `2026-11-23T14:03:00.000Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditEntry {
    /// Counts up from 1. That of an override is what undoes it.
    pub id: u64,
    /// When.
    #[serde(with = "crate::clock::wall_text")]
    pub at: SystemTime,
    /// Who did it, as they said.
    pub who: String,
    /// Why, as they said.
    pub why: String,
    /// When it ends by itself.
    #[serde(with = "crate::clock::wall_or_none", default)]
    pub until: Option<SystemTime>,
    /// The word of the attribute, such as `breaker`.
    pub kind: String,
    /// What is called by that name.
    pub name: String,
    /// What was done.
    pub deed: Deed,
    /// What has another value since.
    pub changes: Vec<SettingChange>,
    /// What became of it; `None` while it is in force, and of what does not last.
    #[serde(default)]
    pub ended: Option<Ended>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Deed {
    /// Settings were overridden.
    Overridden,
    /// Something was done that is no setting.
    Acted(Act),
    /// What was done under this number was taken back.
    Undone(u64),
    /// The time of what was done under this number was over.
    Expired(u64),
    /// What an earlier run of the program had been told holds again.
    Kept,
    /// Code did something else to what this was done to, under this number.
    Overtaken(u64),
}

/// What became of what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ended {
    /// It was taken back, under this number.
    Undone(u64),
    /// Its time was over, as is told under this number.
    Expired(u64),
    /// Another stands above it, with this number.
    Replaced(u64),
    /// Something else has happened to what it was done to, and nothing was taken back.
    Overtaken,
    /// What it was done to was reset, under this number.
    Reset(u64),
    /// It is too long ago to be taken back: of what does not last, such as a trip, the last 256 are kept to come back to, and of what others stand
    /// above with all they do the last 8 of each name.
    Forgotten,
}

/// A value that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SettingChange {
    /// The name of the setting in attributes; `state` where it is none.
    pub setting: String,
    /// Its value before, written as in attributes.
    pub was: String,
    /// Its value since.
    pub is: String,
}

impl SettingChange {
    #[cfg(feature = "command")]
    pub(crate) fn new(setting: impl Into<String>, was: impl Into<String>, is: impl Into<String>) -> Self {
        Self { setting: setting.into(), was: was.into(), is: is.into() }
    }
}

impl AuditEntry {
    /// Tells `tracing`. Never under a lock.
    pub(crate) fn trace(&self) {
        contained(|| tracing::warn!(target: "dyno", id = self.id, "steered: {self}"));
    }
}

impl fmt::Display for AuditEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, deed, who, why, until, changes, .. } = self;
        write!(f, "{kind} `{}`: ", printable(name))?;
        match deed {
            Deed::Overridden => write!(f, "overridden by {}", named(who))?,
            Deed::Acted(act) => write!(f, "{act} by {}", named(who))?,
            Deed::Undone(id) => write!(f, "#{id} undone by {}", named(who))?,
            Deed::Expired(id) => write!(f, "#{id} has expired, of {}", named(who))?,
            Deed::Kept => write!(f, "still overridden by {}", named(who))?,
            Deed::Overtaken(id) => write!(f, "#{id} is overtaken by code, of {}", named(who))?,
        }
        if let Some(until) = until {
            write!(f, " until {}", time_of_day(*until))?;
        }
        write!(f, ": {}", printable(why))?;
        changes.iter().try_for_each(|change| write!(f, "; {change}"))
    }
}

/// In quotes where it could be taken for more than a name: what follows it is a reason, and that is followed by changes.
fn named(who: &str) -> String {
    let who = printable(who);
    let is_more = [": ", ";", "\""].iter().any(|sign| who.contains(sign)) || who.ends_with(':');
    if is_more { format!("\"{}\"", who.replace('"', "'")) } else { who }
}

impl fmt::Display for SettingChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, was, is } = self;
        write!(f, "`{setting}` was {} and is {}", printable(was), printable(is))
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undone(by) => write!(f, "it was undone, by #{by}"),
            Self::Expired(by) => write!(f, "it has expired, by #{by}"),
            Self::Replaced(by) => write!(f, "#{by} stands above it: undo that first"),
            Self::Overtaken => f.write_str("it was overtaken by something else"),
            Self::Reset(by) => write!(f, "it has ended with the reset #{by}"),
            Self::Forgotten => f.write_str("it is too long ago, and what was before it is forgotten"),
        }
    }
}
