//! What there is to see of a registry: plain data, and answers in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

#[cfg(feature = "breaker")]
use crate::breaker::{Breaker, BreakerSnapshot, Shared};
use crate::command::handle::materialize;
use crate::command::settings::CommandSettings;
use crate::error::{SettingsError, SettingsErrors, UnknownName};
use crate::event::Event;
use crate::metrics::{Counts, LatencySnapshot};
use crate::registry::Registry;

/// Everything in the registry in scope. Reading it changes nothing. Times are in seconds when it is serialized.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// When it was taken, since the start of the clock.
    #[serde(with = "crate::clock::seconds")]
    pub at: Duration,
    /// Every declared command, called or not, by name.
    pub commands: Vec<CommandSnapshot>,
    /// Every living breaker, by name.
    #[cfg(feature = "breaker")]
    pub breakers: Vec<BreakerSnapshot>,
}

/// A command at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommandSnapshot {
    /// Its name.
    pub name: String,
    /// Its group: the module, unless it was given.
    pub group: String,
    /// Where it is declared: `file:line`.
    pub place: String,
    /// What it is set to.
    pub settings: CommandSettings,
    /// The breaker that admits its attempts.
    pub breaker: Option<String>,
    /// Whether it has a fallback.
    pub fallback: bool,
    /// What is wrong with its settings; while that is so, every call is rejected with [`crate::Error::Misconfigured`].
    pub problem: Option<String>,
    /// How many calls have begun and not ended.
    pub in_flight: u64,
    /// The most calls that were in flight at once in the last 10 s.
    pub peak: u64,
    /// Counts of the last 10 s.
    pub recent: Counts,
    /// Counts since the start.
    pub totals: Counts,
    /// How long calls took in the last 60 s.
    pub latency: LatencySnapshot,
}

/// Copies everything there is to see in the registry in scope.
///
/// ```
/// #[dyno::command(name = "greet")]
/// fn greet() -> &'static str {
///     "hello"
/// }
///
/// greet();
/// let commands = dyno::snapshot().commands;
/// let greet = commands.iter().find(|command| command.name == "greet").unwrap();
/// assert_eq!(greet.totals.calls.success, 1);
/// ```
#[must_use]
pub fn snapshot() -> Snapshot {
    let commands = materialize().iter().map(|state| state.snapshot()).collect();
    let registry = Registry::current();
    Snapshot {
        at: registry.clock().now().since_start(),
        commands,
        #[cfg(feature = "breaker")]
        breakers: registry.all::<Shared>().into_iter().map(|(_, breaker)| breaker.snapshot()).collect(),
    }
}

/// Says in words and numbers why a breaker is in its state, or how a command does.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
pub fn why(name: &str) -> Result<String, UnknownName> {
    let commands = materialize();
    #[cfg(feature = "breaker")]
    if let Ok(breaker) = Breaker::named(name) {
        return Ok(breaker.why());
    }
    if let Some(state) = commands.iter().find(|state| **state.name() == *name) {
        return Ok(state.snapshot().why());
    }
    let known = commands.iter().map(|state| state.name().to_string());
    #[cfg(feature = "breaker")]
    let known = known.chain(Registry::current().all::<Shared>().into_iter().map(|(name, _)| name.to_string()));
    Err(UnknownName::new("command or breaker", name, known.collect()))
}

/// Copies the kept events of the registry in scope whose number is above `seq`, oldest first; the last 1,024 are kept.
#[must_use]
pub fn events(after: u64) -> Vec<Event> {
    Registry::current().events(after)
}

/// Checks the settings of every declared command, so that a mistake is found at the start and not at the first call.
///
/// ```
/// fn main() -> Result<(), dyno::SettingsErrors> {
///     dyno::validate()?;
///     // .. and then serve
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// All that is wrong, each with its places.
pub fn validate() -> Result<(), SettingsErrors> {
    let commands = materialize();
    let mut problems: Vec<_> =
        commands.iter().filter_map(|state| state.problem()).map(|problem| (**problem).clone()).collect();
    for pair in commands.windows(2) {
        if pair[0].name() == pair[1].name() {
            problems.push(SettingsError::DuplicateName {
                name: pair[0].name().clone(),
                first: pair[0].place().to_string(),
                second: pair[1].place().to_string(),
            });
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(SettingsErrors(problems)) }
}

impl CommandSnapshot {
    /// Says in words and numbers how the command does.
    #[must_use]
    pub fn why(&self) -> String {
        let Counts { calls, fallback_success, .. } = self.recent;
        let mut why = format!(
            "command {} in the last 10 s: {} calls ended, {} of them badly ({} failed, {} ran out of time, {} were rejected, \
             {} panicked), {fallback_success} answered by the fallback; {} in flight",
            self.name,
            calls.sum(),
            calls.errors(),
            calls.failure,
            calls.timeout,
            calls.rejected,
            calls.panicked,
            self.in_flight,
        );
        if let Some(breaker) = &self.breaker {
            why += &format!("; its breaker is `{breaker}`");
        }
        if let Some(problem) = &self.problem {
            why += &format!("; every call is rejected, because {problem}");
        }
        why
    }
}
