//! What guards a function: its policies in the one order in which they nest, with what each is set to, and by whom.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::command::builder::ByCall;
use crate::command::state::State;
use crate::error::printable;
#[cfg(feature = "inject")]
use crate::inject::Wish;
use crate::outcome::BreakerState;
use crate::settings::{Live as _, Origin};

/// What guards a function, as it is now in the registry in scope. Its `Display` is a line for each policy and setting.
///
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(timeout = 2s, breaker("depot", failure_rate = 30%), fallback = 0)]
/// async fn stock() -> Result<u32, Down> {
///     Ok(7)
/// }
///
/// let plan = stock::plan();
/// let policies: Vec<_> = plan.policies.iter().map(|planned| planned.policy.as_str()).collect();
/// assert_eq!(policies, ["fallback", "breaker", "timeout", "body"]);
/// println!("{plan}");
/// // command shop::stock at src/shop.rs:4, outermost first:
/// // 1. fallback = 0             attribute at src/shop.rs:4
/// // 2. breaker "depot", closed
/// //    window = 10s             default
/// //    failure_rate = 30%       attribute at src/shop.rs:4
/// //    ..
/// // 3. timeout = 2s             attribute at src/shop.rs:4
/// // 4. body
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// The name of the command.
    pub command: String,
    /// Where it is declared: `file:line`.
    pub place: String,
    /// What guards it, outermost first; the last is the body. `timeout` is no layer but the deadline that a call carries, and
    /// stands where it begins to run, and so does `exact_latency`, which says how calls are timed; `ignore` and `failure_if` judge what the body returned, and stand before it.
    pub policies: Vec<PlannedPolicy>,
    /// What is wrong with its settings; while that is so, every call is rejected with [`crate::Error::Misconfigured`].
    pub problem: Option<String>,
}

/// One policy of a [`Plan`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedPolicy {
    /// The word of the attribute: `aspect`, `fallback`, `fuse`, `breaker`, `timeout`, `attempt_timeout`, `exact_latency`, `rate_limit`, `bulkhead`, `pool`, `harness`, `ignore`,
    /// `failure_if`; or `body`.
    pub policy: String,
    /// The name under which it is shared, if it has one.
    pub name: Option<String>,
    /// The state of a breaker.
    pub state: Option<BreakerState>,
    /// Why a fuse is blown, whoever has blown it; `None` while it is intact.
    #[serde(default)]
    pub blown: Option<String>,
    /// What it is set to; where the policy is one value, that has the policy's word for its name.
    pub settings: Vec<PlannedSetting>,
}

/// One setting of a [`PlannedPolicy`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedSetting {
    /// Its name in attributes.
    pub name: String,
    /// Its value, written as in attributes: `2s`, `50%`, `off`; of a `probe_lease` that is off also the setting that holds in its
    /// stead, `off: timeout`.
    pub value: String,
    /// Who set it.
    pub origin: Origin,
}

impl Plan {
    pub(super) fn of(state: &State) -> Self {
        let place = state.place().to_string();
        let asked =
            |word, written: &str| PlannedPolicy::value(word, written.to_owned(), Origin::Attribute(place.clone()));
        let mut policies = Vec::new();
        #[cfg(feature = "aspect")]
        if let Some(points) = state.guarded().points() {
            let (count, changed) = points.planned();
            let filters = ("filters", count, changed.unwrap_or_else(|| Origin::Attribute(place.clone())));
            policies.push(PlannedPolicy::named("aspect", points.name(), [filters]));
        }
        #[cfg(feature = "inject")]
        policies.extend(PlannedPolicy::injected(state));
        policies.extend(state.fallback().map(|written| asked("fallback", written)));
        let by_calls = state.said_by_calls(ByCall::Fallback);
        policies.extend(by_calls.map(|origin| PlannedPolicy::value("fallback", "|cause| ..".to_owned(), origin)));
        #[cfg(feature = "cache")]
        if let Some(caching) = state.caching() {
            let core = caching.core();
            policies.push(PlannedPolicy::named("cache", core.name(), core.planned()));
        }
        #[cfg(any(
            feature = "breaker",
            feature = "bulkhead",
            feature = "fuse",
            feature = "harness",
            feature = "pool",
            feature = "rate_limit",
            feature = "retry"
        ))]
        let guarded = state.guarded();
        #[cfg(feature = "retry")]
        if let Some(retry) = guarded.retry() {
            let asked = |(word, written): &(&str, &str)| PlannedSetting {
                name: (*word).to_owned(),
                value: (*written).to_owned(),
                origin: Origin::Attribute(place.clone()),
            };
            // What a closure says stands in the place of what it replaces.
            let mut settings: Vec<_> = retry.shared().planned().into_iter().map(PlannedSetting::from).collect();
            let is_custom = settings.iter().any(|setting| setting.name == "backoff" && setting.value == "custom");
            // Unless somebody has set another in its stead since.
            let holds = |(word, _): &&(&str, &str)| is_custom || *word != "backoff";
            settings.retain(|setting| guarded.retries().iter().filter(holds).all(|(word, _)| setting.name != *word));
            settings.extend(guarded.retries().iter().filter(holds).map(asked));
            let by_calls = [
                ("on", ByCall::On, "|error| .."),
                ("backoff", ByCall::Backoff, "|attempt, error| .."),
                ("retry_after", ByCall::RetryAfter, "|error| .."),
            ];
            // Of calls that say nothing the setting still holds, so it stays.
            settings.extend(by_calls.into_iter().filter_map(|(word, what, written)| {
                let origin = state.said_by_calls(what)?;
                Some(PlannedSetting { name: word.to_owned(), value: written.to_owned(), origin })
            }));
            let name = Some(retry.name().to_owned());
            policies.push(PlannedPolicy { settings, ..PlannedPolicy::of("retry", name) });
        }
        #[cfg(feature = "fuse")]
        if let Some(fuse) = guarded.fuse() {
            let by = guarded.fuse_by().map(|written| ("by", written.to_owned(), Origin::Attribute(place.clone())));
            let by = by.or(state.said_by_calls(ByCall::By).map(|origin| ("by", "&key".to_owned(), origin)));
            let planned = fuse.shared().planned().into_iter().chain(by);
            let blown = fuse.snapshot().blown;
            policies.push(PlannedPolicy { blown, ..PlannedPolicy::named("fuse", fuse.name(), planned) });
        }
        #[cfg(feature = "breaker")]
        if let Some(breaker) = guarded.breaker() {
            let planned = breaker.shared().planned().into_iter().map(|setting| meant(setting, state));
            let state = Some(breaker.state());
            policies.push(PlannedPolicy { state, ..PlannedPolicy::named("breaker", breaker.name(), planned) });
        }
        // What is off guards nothing, and is worth a line only where somebody turned it off.
        let limits =
            state.planned().into_iter().filter(|(_, value, origin)| !is_off(value) || *origin != Origin::Default);
        policies.extend(limits.map(|(setting, value, origin)| PlannedPolicy::value(setting, value, origin)));
        #[cfg(feature = "rate_limit")]
        if let Some(limit) = guarded.rate_limit() {
            let by = guarded.by().map(|written| ("by", written.to_owned(), Origin::Attribute(place.clone())));
            let by_calls = state.said_by_calls(ByCall::By).map(|origin| ("by", "&key".to_owned(), origin));
            let by = by.or(by_calls);
            policies.push(PlannedPolicy::named(
                "rate_limit",
                limit.name(),
                limit.shared().planned().into_iter().chain(by),
            ));
        }
        #[cfg(feature = "bulkhead")]
        if let Some(bulkhead) = guarded.bulkhead() {
            policies.push(PlannedPolicy::named("bulkhead", bulkhead.name(), bulkhead.shared().planned()));
        }
        #[cfg(feature = "pool")]
        if let Some(pool) = guarded.pool() {
            policies.push(PlannedPolicy::named("pool", pool.name(), pool.owner().planned()));
        }
        #[cfg(feature = "harness")]
        policies.extend(guarded.harness().map(|harness| PlannedPolicy::named("harness", harness.name(), [])));
        policies.extend(state.questions().iter().map(|(word, written)| asked(word, written)));
        policies.push(PlannedPolicy::of("body", None));
        let problem = state.problem().map(|problem| problem.to_string());
        Self { command: state.name().to_string(), place, policies, problem }
    }
}

impl PlannedPolicy {
    /// A policy that is one value.
    fn value(word: &'static str, value: String, origin: Origin) -> Self {
        let settings = vec![PlannedSetting { name: word.to_owned(), value, origin }];
        Self { settings, ..Self::of(word, None) }
    }

    /// A policy that is shared by name, or has the command's.
    fn named(word: &str, name: &str, planned: impl IntoIterator<Item = (&'static str, String, Origin)>) -> Self {
        let settings = planned.into_iter().map(PlannedSetting::from).collect();
        Self { settings, ..Self::of(word, Some(name.to_owned())) }
    }

    /// A policy that is set to nothing.
    fn of(word: &str, name: Option<String>) -> Self {
        Self { policy: word.to_owned(), name, state: None, blown: None, settings: Vec::new() }
    }

    /// What is injected.
    #[cfg(feature = "inject")]
    fn injected(state: &State) -> Option<Self> {
        let origin = Origin::Attribute(state.place().to_string());
        let setting = |wish: &Wish| PlannedSetting {
            name: wish.parameter().to_owned(),
            value: wish.described(),
            origin: origin.clone(),
        };
        let settings: Vec<_> = state.wishes().iter().map(setting).collect();
        (!settings.is_empty()).then(|| Self { settings, ..Self::of("inject", None) })
    }

    /// Each line, with the origin that stands at its end.
    fn lines(&self) -> Vec<(String, Option<&Origin>)> {
        if let [PlannedSetting { name, value, origin }] = &*self.settings {
            if *name == self.policy {
                return vec![(format!("{name} = {value}"), Some(origin))];
            }
        }
        let name = self.name.as_ref().map(|name| format!(" {name:?}")).unwrap_or_default();
        let state = match (self.state, &self.blown) {
            (Some(state), _) => format!(", {state}"),
            (None, Some(reason)) => format!(", blown: {}", printable(reason)),
            (None, None) if self.policy == "fuse" => ", intact".to_owned(),
            (None, None) => String::new(),
        };
        let mut lines = vec![(format!("{}{name}{state}", self.policy), None)];
        lines.extend(self.settings.iter().map(|setting| {
            let PlannedSetting { name, value, origin } = setting;
            (format!("{name} = {value}"), Some(origin))
        }));
        lines
    }
}

fn is_off(value: &str) -> bool {
    ["off", "false"].contains(&value)
}

/// Says of a setting that is off what holds in its stead, where something does.
#[cfg(feature = "breaker")]
fn meant((setting, value, origin): (&'static str, String, Origin), state: &State) -> (&'static str, String, Origin) {
    if setting != "probe_lease" || value != "off" {
        return (setting, value, origin);
    }
    let limits = state.settings();
    let instead = match (limits.attempt_timeout, limits.timeout) {
        (Some(_), _) => "attempt_timeout",
        (None, Some(_)) => "timeout",
        (None, None) => "open_for",
    };
    (setting, format!("off: {instead}"), origin)
}

impl From<(&'static str, String, Origin)> for PlannedSetting {
    fn from((name, value, origin): (&'static str, String, Origin)) -> Self {
        Self { name: name.to_owned(), value, origin }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "command {} at {}, outermost first:", self.command, self.place)?;
        let lines: Vec<_> = self.policies.iter().map(PlannedPolicy::lines).collect();
        let width = lines.iter().flatten().map(|(line, _)| line.chars().count()).max().unwrap_or_default();
        let indent = lines.len().to_string().len() + 2;
        for (policy, lines) in lines.iter().enumerate() {
            for (at, (line, origin)) in lines.iter().enumerate() {
                let number = if at == 0 { format!("{}.", policy + 1) } else { String::new() };
                match origin {
                    Some(origin) => write!(f, "\n{number:<indent$}{line:<width$}  {origin}")?,
                    None => write!(f, "\n{number:<indent$}{line}")?,
                }
            }
        }
        match &self.problem {
            Some(problem) => write!(f, "\nevery call is rejected, because {problem}"),
            None => Ok(()),
        }
    }
}
