//! Settings that were loaded, or could not be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::SettingsErrors;
use crate::outcome::contained;

/// How many lines an event has at most; the number of all is told.
const LINES: usize = 100;

/// Settings were loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SettingsLoaded {
    /// What they were read from, such as `dyno.toml`.
    pub source: String,
    /// How many settings have another value since.
    pub changed: usize,
    /// Which, each with its value before and since; the first 100.
    pub changes: Vec<String>,
}

/// Settings could not be loaded: those from before hold on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SettingsRefused {
    /// What they were read from, such as `dyno.toml`.
    pub source: String,
    /// What is wrong, each with its place; the first 100.
    pub problems: Vec<String>,
}

impl SettingsLoaded {
    pub(crate) fn new(source: String, mut changes: Vec<String>) -> Self {
        let count = changes.len();
        changes.truncate(LINES);
        Self { source, changed: count, changes }
    }

    /// Tells `tracing`. Never under a lock.
    pub(crate) fn trace(&self) {
        let Self { source, changed, changes } = self;
        contained(|| {
            tracing::info!(target: "dyno", %source, changed, "settings were loaded");
            for change in changes {
                tracing::info!(target: "dyno", %source, "{change}");
            }
        });
    }
}

impl SettingsRefused {
    pub(crate) fn new(source: String, errors: &SettingsErrors) -> Self {
        Self { source, problems: errors.0.iter().take(LINES).map(ToString::to_string).collect() }
    }

    /// Tells `tracing`. Never under a lock.
    pub(crate) fn trace(&self) {
        let Self { source, problems } = self;
        contained(|| {
            for problem in problems {
                tracing::error!(target: "dyno", %source, "settings are not loaded, and those from before hold on: {problem}");
            }
        });
    }
}

impl fmt::Display for SettingsLoaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, changed, changes } = self;
        write!(f, "{source}: settings were loaded, {changed} of them changed")?;
        changes.iter().try_for_each(|change| write!(f, "; {change}"))
    }
}

impl fmt::Display for SettingsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, problems } = self;
        write!(f, "{source}: settings are not loaded, and those from before hold on: {}", problems.join("; "))
    }
}
