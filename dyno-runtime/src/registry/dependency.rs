//! What there is to see of a dependency, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A dependency that a registry has, at one moment. Serialized, times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DependencySnapshot {
    /// Its type as rustc prints it, such as `dyn shop::Db`.
    pub name: String,
    /// What tells it from others of its type.
    pub tag: Option<String>,
    /// What whoever asks is given.
    pub state: DependencyState,
    /// The service that builds it.
    pub service: Option<String>,
    /// Where that is declared, or where the value was provided or swapped in: `file:line`.
    pub place: Option<String>,
    /// When it was built, or last could not be, since the start of the clock; `None` of what was provided.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub at: Option<Duration>,
    /// Why it could not be built.
    pub error: Option<String>,
}

/// What whoever asks for a dependency is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DependencyState {
    /// A value that was provided.
    Provided,
    /// A value that is swapped in for a while.
    Swapped,
    /// What has this tag, because a setting binds it.
    Bound(String),
    /// What its service has built.
    Built,
    /// What stands in for it until its service can build it.
    StandsIn,
    /// Nothing yet: it is being built.
    Building,
    /// An error: it could not be built.
    Failed,
    /// Nothing yet: it is built for the first who asks.
    NotBuilt,
    /// A new one each time.
    Transient,
}
