//! What there is to see of overrides, as plain data.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::event::{Act, SettingChange};

/// What somebody has changed while the program runs, and is in force. Serialized, times are text, `2026-11-23T14:03:00.000Z`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Override {
    /// What undoes it.
    pub id: u64,
    /// Since when.
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
    /// What was done, where that is no setting.
    #[serde(default)]
    pub act: Option<Act>,
    /// What it sets, and what that was before.
    pub changes: Vec<SettingChange>,
    /// What stands above it, at least in part.
    #[serde(default)]
    pub replaced_by: Option<u64>,
    /// Why it has no effect just now.
    #[serde(default)]
    pub problem: Option<String>,
}

impl Override {
    /// What the end of an act has changed, which began with what that had made of it.
    pub(super) fn since_then(&self, mut change: SettingChange) -> SettingChange {
        if let (Some(_), Some(made)) = (self.act, self.changes.first()) {
            change.was.clone_from(&made.is);
        }
        change
    }
}
