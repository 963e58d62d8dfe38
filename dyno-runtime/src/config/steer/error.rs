//! Why something was not changed.

use std::fmt;

use crate::config::steer::book::KEPT;
use crate::config::steer::seen::Override;
use crate::error::{SettingsErrors, UnknownName, printable};
use crate::event::{Act, Deed, Ended};
use crate::settings::Origin;

/// Why something was not overridden, done or taken back. Nothing has changed when this is returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SteerError {
    /// Nobody said why.
    #[error("whoever changes a running program says why: give a reason in words")]
    NoReason,
    /// What was said is longer than anybody reads.
    #[error("{what} is too long: it may have {limit} bytes")]
    #[non_exhaustive]
    TooLong {
        /// What: the name, the reason, a value.
        what: &'static str,
        /// How long it may be.
        limit: usize,
    },
    /// No setting was given.
    #[error("no setting is given that is to be overridden")]
    Nothing,
    /// Something is called otherwise, or cannot be.
    #[error("{}", lines(.0))]
    Wrong(SettingsErrors),
    /// Others have changed what was seen.
    #[error("{}: look at it again", listed(.changes))]
    #[non_exhaustive]
    Conflict {
        /// What is not as it was expected to be.
        changes: Vec<Changed>,
    },
    /// A hand has brought it to another state than was seen.
    #[error("{}", other_state(.kind, .name, .expected, .found, .by.as_deref()))]
    #[non_exhaustive]
    OtherState {
        /// The word of the attribute, such as `breaker`.
        kind: String,
        /// What is called by that name.
        name: String,
        /// The state that was expected.
        expected: String,
        /// The state in which it is.
        found: String,
        /// What an operator did to it last, where that still holds.
        by: Option<Box<Override>>,
    },
    /// Nothing was done under this number, or that is no longer in the audit.
    #[error(
        "nothing is known of #{id}: nothing was done under this number, or it is too long ago: the last {KEPT} are known"
    )]
    #[non_exhaustive]
    UnknownId {
        /// The number.
        id: u64,
    },
    /// It is no longer in force, or something stands above it.
    #[error("#{id} cannot be undone: {ended}")]
    #[non_exhaustive]
    Ended {
        /// Its number.
        id: u64,
        /// What became of it.
        ended: Ended,
    },
    /// It only tells what became of another.
    #[error("#{id} cannot be undone: {}", told(.of))]
    #[non_exhaustive]
    OnlyTold {
        /// Its number.
        id: u64,
        /// What it tells, and of which.
        of: Deed,
    },
    /// Something else has happened since to what was done.
    #[error("#{id} cannot be undone, since it is overtaken: {now}")]
    #[non_exhaustive]
    Overtaken {
        /// Its number.
        id: u64,
        /// What is the case by now.
        now: String,
    },
    /// It is of the sort that cannot be undone.
    #[error("#{id} cannot be undone: what was in the cache is gone")]
    #[non_exhaustive]
    Irrevocable {
        /// Its number.
        id: u64,
    },
    /// Nothing of that kind can have this done to it.
    #[error("`{act}` is nothing that is done to a {}: {}", .unknown.kind, known(.unknown))]
    #[non_exhaustive]
    NoSuchAct {
        /// What was asked for.
        act: Act,
        /// The kind, and what can be done to such a thing.
        unknown: Box<UnknownName>,
    },
    /// It has no end that could come earlier.
    #[error("`{act}` does not last, so it cannot be for a time: leave that out")]
    #[non_exhaustive]
    NoTime {
        /// What was asked for.
        act: Act,
    },
    /// It would be over before it begins.
    #[error(
        "`0s` is no time in which anything could be so: give a longer one, or none, and it holds until it is undone"
    )]
    NoTimeAtAll,
    /// Its state does not allow that.
    #[error("{problem}")]
    #[non_exhaustive]
    Refused {
        /// Why.
        problem: String,
    },
    /// The file in which overrides are kept cannot be written.
    #[error("nothing has changed, since that could not be kept: {path}: {problem}")]
    #[non_exhaustive]
    NotKept {
        /// The file.
        path: String,
        /// Why.
        problem: String,
    },
}

/// A setting that others have changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The setting.
    pub setting: String,
    /// What was expected.
    pub expected: String,
    /// What it is.
    pub found: String,
    /// Who set it so.
    pub origin: Origin,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, expected, found, origin } = self;
        write!(f, "`{setting}` is {} by now ({origin}) and not {}", printable(found), printable(expected))
    }
}

fn listed(changes: &[Changed]) -> String {
    changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A line for each, whatever was asked for.
fn lines(problems: &SettingsErrors) -> String {
    problems.0.iter().map(|problem| printable(&problem.to_string())).collect::<Vec<_>>().join("\n")
}

fn told(of: &Deed) -> String {
    match of {
        Deed::Undone(id) => format!("under it #{id} was undone; do that again, if it is to be so"),
        Deed::Expired(id) => format!("under it #{id} has expired; do that again, if it is to be so"),
        Deed::Overtaken(id) => format!("under it code has overtaken #{id}"),
        Deed::Overridden | Deed::Acted(_) | Deed::Kept => "it is no longer in force".to_owned(),
    }
}

fn known(unknown: &UnknownName) -> String {
    match &*unknown.known {
        [] => "nothing is, but its settings can be overridden".to_owned(),
        known => format!("there is `{}`", known.join("`, `")),
    }
}

fn other_state(kind: &str, name: &str, expected: &str, found: &str, by: Option<&Override>) -> String {
    let by = by.map(|by| format!(" (by {}: {})", printable(&by.who), printable(&by.why))).unwrap_or_default();
    format!("{kind} `{}` is {found} by now{by}, and not {}: look at it again", printable(name), printable(expected))
}
