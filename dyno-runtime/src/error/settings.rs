//! A setting that cannot be.

use std::fmt;
use std::sync::Arc;

use crate::error::UnknownName;

/// A setting that cannot be, and what to write instead. Nothing has changed when this is returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A value is out of its range.
    #[error("{subject}: `{setting}` is {given}, but must be {expected}")]
    #[non_exhaustive]
    OutOfRange {
        /// What the setting belongs to, such as ``breaker `inventory` ``.
        subject: Arc<str>,
        /// The setting.
        setting: &'static str,
        /// The value that was given.
        given: String,
        /// What it may be.
        expected: &'static str,
    },
    /// Two places declare different settings under one name.
    #[error(
        "{subject} has two different sets of settings, at {first} and at {second}: keep one of them, and elsewhere write only the name, or ask for it by `dyno::{}(..)`",
        lookup(.subject)
    )]
    #[non_exhaustive]
    Conflict {
        /// What was declared twice.
        subject: Arc<str>,
        /// Where it was declared first.
        first: String,
        /// Where it was declared again.
        second: String,
    },
    /// Two commands have one name.
    #[error(
        "two commands are called `{name}`, at {first} and at {second}: give one of them another name, an attribute by `name = \"..\"`"
    )]
    #[non_exhaustive]
    DuplicateName {
        /// The name.
        name: Arc<str>,
        /// Where it was declared first.
        first: String,
        /// Where it was declared again.
        second: String,
    },
    /// Two functions have one aspect, and each of them a chain of its own, because they take or return other types.
    #[error(
        "the functions at {first} and at {second} have one aspect, `{name}`, and cannot have one chain: give one of them another name"
    )]
    #[non_exhaustive]
    OtherAspect {
        /// The aspect.
        name: Arc<str>,
        /// Where the first of them stands, and its types.
        first: String,
        /// The same of the other.
        second: String,
    },
    /// A dependency that a function cannot do without is not provided.
    #[error("{problem}")]
    #[non_exhaustive]
    Missing {
        /// What is missing, for which parameter of which function, where that stands, and what is provided instead under a name that is
        /// like it.
        problem: String,
    },
    /// Services need each other, so that none of them could be built.
    #[error(
        "services need each other: {way}, the first at {place}: let one of them keep a `dyno::Slot` of another, and read that when it is used"
    )]
    #[non_exhaustive]
    Cyclic {
        /// Their names, the first again at the end.
        way: String,
        /// Where the first of them stands.
        place: String,
    },
    /// A service that is built once needs one that is built for each scope, and would keep the first of these for all.
    #[error(
        "`{keeper}` at {place} is built once, and would keep the first `{kept}`, which is built for each scope: make `{keeper}` scoped as well"
    )]
    #[non_exhaustive]
    Inverted {
        /// The service that is built once.
        keeper: Arc<str>,
        /// Where it stands.
        place: String,
        /// The one that is built for each scope.
        kept: Arc<str>,
    },
    /// A dependency is provided twice.
    #[error(
        "{wanted} is provided twice, at {first} and at {second}: keep one of them, give one a tag, or write `replace` or `swap`"
    )]
    #[non_exhaustive]
    Provided {
        /// The type, and the tag if there is one.
        wanted: Arc<str>,
        /// Where it was provided first.
        first: String,
        /// Where it was provided again.
        second: String,
    },
    /// The function has no room for what is being set.
    #[error("{subject}: `{setting}` cannot be set while it runs: {remedy}")]
    #[non_exhaustive]
    Impossible {
        /// The command.
        subject: Arc<str>,
        /// The setting.
        setting: &'static str,
        /// Why, and what to write instead.
        remedy: &'static str,
    },
    /// An edit changed the very settings itself, by a `configure` inside of `configure`, and each time anew: whoever finds them changed
    /// begins again, so there would be no end. What was changed inside stays so.
    #[error(
        "{subject}: `configure` finds the settings changed by a `configure` inside of it, again and again: change all of it in one, or one after the other"
    )]
    #[non_exhaustive]
    Recursive {
        /// What the settings belong to.
        subject: Arc<str>,
    },
    /// A source of settings cannot be read, or is not written as it should be.
    #[error("{place}: {problem}")]
    #[non_exhaustive]
    Malformed {
        /// The source, with line and column where they are known: `dyno.toml:3:1`.
        place: String,
        /// Why.
        problem: String,
    },
    /// The file in which overrides are kept can be read and not written. All that it says is in force.
    #[error("{place}: what is in this file is in force, but it could not be written: {problem}")]
    #[non_exhaustive]
    NotKept {
        /// The file.
        place: String,
        /// Why.
        problem: String,
    },
    /// A source has settings of what is not there.
    #[error("{place}: {unknown}")]
    #[non_exhaustive]
    Unknown {
        /// Where: `dyno.toml:3:1`.
        place: String,
        /// What is not there, and what has the nearest name.
        unknown: Box<UnknownName>,
    },
    /// A source has a setting that such a policy does not have.
    #[error("{place}: {subject} has no setting `{}`: {}", .unknown.name, .unknown.remedy())]
    #[non_exhaustive]
    UnknownSetting {
        /// Where: `dyno.toml:3:1`.
        place: String,
        /// What the setting would belong to.
        subject: Arc<str>,
        /// Its name, and the nearest one.
        unknown: Box<UnknownName>,
    },
    /// A source has a value that is none for its setting, such as a number without a unit.
    #[error("{place}: {subject}: `{setting}`: {problem}")]
    #[non_exhaustive]
    NoValue {
        /// Where: `dyno.toml:3:1`.
        place: String,
        /// What the setting belongs to.
        subject: Arc<str>,
        /// The setting.
        setting: String,
        /// What it should be.
        problem: String,
    },
    /// A source has a value that cannot be.
    #[error("{place}: {problem}")]
    #[non_exhaustive]
    At {
        /// Where: `dyno.toml:3:1`.
        place: String,
        /// Why not.
        #[source]
        problem: Box<SettingsError>,
    },
}

impl SettingsError {
    /// Gives the place in a source of settings.
    #[cfg(feature = "command")]
    pub(crate) fn place(&self) -> Option<&str> {
        match self {
            Self::Malformed { place, .. }
            | Self::NotKept { place, .. }
            | Self::Unknown { place, .. }
            | Self::UnknownSetting { place, .. }
            | Self::NoValue { place, .. }
            | Self::At { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Names the setting that cannot be so.
    pub(crate) fn setting(&self) -> Option<&'static str> {
        match self {
            Self::OutOfRange { setting, .. } | Self::Impossible { setting, .. } => Some(setting),
            _ => None,
        }
    }
}

/// What finds a thing by its name.
fn lookup(subject: &str) -> &str {
    match subject.split(' ').next() {
        Some("command") => "Command::named",
        kind => kind.unwrap_or_default(),
    }
}

/// Everything that is wrong with the settings of a program, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsErrors(pub Vec<SettingsError>);

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (line, problem) in self.0.iter().enumerate() {
            let separator = if line == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsErrors {}
