//! What a change would do, told before it is made: what would be set, and what the present window says of that.

mod acts;
#[cfg(any(feature = "breaker", feature = "pool", feature = "retry"))]
mod harm;
mod policies;
#[cfg(feature = "breaker")]
mod reach;
#[cfg(any(feature = "bulkhead", feature = "pool"))]
mod room;
mod settings;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(super) use self::acts::of_act;
pub(super) use self::settings::of_settings;
use crate::error::printable;
use crate::event::SettingChange;
use crate::outcome::{BreakerState, TransitionCause};

/// What an override or an act would do. Its `Display` is a line for each. Times are in seconds when it is serialized.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DryRun {
    /// What would be set, each with what it is now.
    pub changes: Vec<SettingChange>,
    /// Whether it could be undone.
    pub can_be_undone: bool,
    /// Why whoever does it should be asked once more, in words: what it would turn away, leave unguarded or lose. Empty where it does no harm.
    ///
    /// A breaker is unguarded also where nothing opens it in practice, by what is known: `min_calls` beyond ten times the calls that a window
    /// as long saw of late (100 a second are always thought possible, and 10,000 where none came of late, of which nothing is known then), `consecutive` beyond ten times those of ten minutes (1,000 are always thought possible), a
    /// `slow_call` of ten minutes or more, or that every command's time limit ends before. A cache is as good as none with a `ttl` below 10 ms; a retry with `n` = 1.
    ///
    /// And where numbers are set that nobody means: `open_for` or `open_max` above an hour, more `probes` than calls that came in a minute of late (100 are always thought possible), a
    /// `slow_call` below what most calls of the last 60 s took, more than 100 attempts, a first pause between them above the `timeout` of every command that makes them, a `queue_timeout` of a
    /// pool below 1 ms, and no queue where more calls were under way at once in the last 10 s than there are threads.
    #[serde(default)]
    pub dangerous: Vec<String>,
    /// What the numbers that are known by now say of it.
    pub findings: Vec<Finding>,
    /// The same in words, and what cannot be known.
    pub words: Vec<String>,
}

/// What known numbers say of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// What a breaker would make of the outcomes that it has counted.
    #[non_exhaustive]
    Verdict {
        /// Its state now.
        state: BreakerState,
        /// How many outcomes are in the window.
        counted: u64,
        /// How many of them failed.
        failures: u64,
        /// How many failed in a row up to now.
        in_a_row: u32,
        /// Why it would be open, if it would.
        opens: Option<TransitionCause>,
        /// How many more failures, one after the other, would open it: in a window of time if they came at once, since what it holds grows old.
        /// `None` where no number of them would.
        failures_to_open: Option<u64>,
    },
    /// How many of the calls of the last 60 s took longer than a limit. Times are known within 12.5 %.
    #[non_exhaustive]
    Slower {
        /// The setting.
        setting: String,
        /// The limit.
        #[serde(with = "crate::clock::seconds")]
        limit: Duration,
        /// So many at least.
        at_least: u64,
        /// So many at most.
        at_most: u64,
        /// Of so many.
        of: u64,
    },
    /// How many have passed a rate limit of late, and how many can in as much time. Only attempts of commands are known.
    #[non_exhaustive]
    Turns {
        /// How many attempts had a turn in the last 10 s.
        passed: u64,
        /// How many can have one in 10 s.
        most: u64,
        /// So many of those that had one would not, at least.
        over: u64,
    },
    /// What was attempted again of late.
    #[non_exhaustive]
    Retries {
        /// How many calls ended in the last 10 s.
        calls: u64,
        /// How many attempts they made.
        attempts: u64,
        /// How many of these followed one that failed.
        retries: u64,
        /// How often a budget was spent, so that none followed.
        refused: u64,
    },
    /// What is in use of something that there would be more or less of.
    #[non_exhaustive]
    Room {
        /// The setting.
        setting: String,
        /// How much of it there would be.
        limit: u64,
        /// How much is in use now.
        used: u64,
        /// The most that ever was, where that is known.
        peak: Option<u64>,
        /// The most that can have been in the last 10 s, where only commands use it.
        #[serde(default)]
        recent: Option<u64>,
        /// How much more is in use now than there would be.
        over: u64,
    },
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Found {
    findings: Vec<Finding>,
    words: Vec<String>,
    dangers: Vec<String>,
}

impl Found {
    fn say(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    fn warn(&mut self, danger: impl Into<String>) {
        self.dangers.push(danger.into());
    }

    pub(super) fn into_run(self, changes: Vec<SettingChange>, can_be_undone: bool) -> DryRun {
        let Self { findings, words, dangers: dangerous } = self;
        DryRun { changes, can_be_undone, dangerous, findings, words }
    }
}

impl fmt::Display for DryRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let undone = (!self.can_be_undone).then(|| "it cannot be undone".to_owned());
        let lines = self.changes.iter().map(would).chain(self.words.iter().map(|words| printable(words))).chain(undone);
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

fn would(SettingChange { setting, was, is }: &SettingChange) -> String {
    format!("`{setting}` is {} and would be {}", printable(was), printable(is))
}
