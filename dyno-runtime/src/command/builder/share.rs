//! One command for all who build it with the same settings.

use std::panic::Location;
use std::sync::{Arc, OnceLock};

#[cfg(feature = "breaker")]
use crate::breaker::Breaker;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::Bulkhead;
use crate::command::builder::recent::{Recent, Use};
#[cfg(any(
    feature = "breaker",
    feature = "bulkhead",
    feature = "fuse",
    feature = "pool",
    feature = "retry",
    feature = "rate_limit"
))]
use crate::command::named::is_asked;
use crate::command::settings::CommandSettings;
use crate::command::site::Site;
use crate::command::spec::{Blueprint, Spec};
use crate::command::state::{State, StateRef};
use crate::error::SettingsError;
#[cfg(feature = "fuse")]
use crate::fuse::Fuse;
#[cfg(feature = "pool")]
use crate::pool::Pool;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimit;
use crate::registry::{Declared, Registry};
#[cfg(feature = "retry")]
use crate::retry::Retry;
use crate::settings::{Origin, nothing_is_loaded};

/// What a command is compared and kept by that a builder made.
#[derive(Debug)]
pub(in crate::command) struct Built {
    /// What it was built with, whatever it is set to now.
    declared: CommandSettings,
    /// Whether its group was given.
    is_grouped: bool,
    pub(super) used: Use,
    /// Where a call was first given what only calls have, in the order of [`ByCall`].
    said: [OnceLock<&'static Location<'static>>; ByCall::COUNT],
}

/// What not the command says, but its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum ByCall {
    Fallback,
    #[cfg(feature = "retry")]
    On,
    #[cfg(feature = "retry")]
    Backoff,
    #[cfg(feature = "retry")]
    RetryAfter,
    #[cfg(any(feature = "fuse", feature = "rate_limit"))]
    By,
}

impl ByCall {
    /// As many as there are with all features.
    const COUNT: usize = 5;
}

impl Built {
    /// Notes what a call says.
    pub(in crate::command) fn says(&self, what: ByCall, caller: &'static Location<'static>) {
        self.said[what as usize].get_or_init(|| caller);
    }

    /// Where calls say it, if any does.
    pub(in crate::command) fn said(&self, what: ByCall) -> Option<Origin> {
        self.said[what as usize].get().map(|caller| Origin::builder(caller))
    }
}

impl From<&Spec> for Built {
    fn from(spec: &Spec) -> Self {
        Self {
            declared: spec.settings.clone(),
            is_grouped: spec.group.is_some(),
            used: Use::default(),
            said: Default::default(),
        }
    }
}

/// Finds the living command that is like this one, or makes it.
pub(super) fn share(registry: &Registry, command: &Blueprint) -> Result<StateRef, SettingsError> {
    let living = match registry.find::<State>(&command.name) {
        Some(living) => same(registry, living, command)?,
        None => {
            let new = make(registry, command)?;
            let declared = {
                // It stands under its name before other settings are loaded.
                let _still = nothing_is_loaded();
                new.begin(registry);
                sound(&new)?;
                registry.declare(&command.name, || new)
            };
            match declared {
                Declared::Now(new) => new,
                // Somebody else was faster.
                Declared::Before(living) => same(registry, living, command)?,
            }
        }
    };
    Recent::of(registry).uses(&living);
    Ok(StateRef::Instance(living))
}

/// Finds a living command that a builder made.
pub(in crate::command) fn find_built(name: &str) -> Option<StateRef> {
    let registry = Registry::current();
    let living = registry.find::<State>(name)?;
    Recent::of(&registry).uses(&living);
    Some(StateRef::Instance(living))
}

/// All living commands that builders made, by name.
pub(in crate::command) fn built_states() -> impl Iterator<Item = StateRef> {
    Registry::current().all::<State>().into_iter().map(|(_, state)| StateRef::Instance(state))
}

fn make(registry: &Registry, command: &Blueprint) -> Result<State, SettingsError> {
    if let Some(site) = Site::named(&command.name) {
        return Err(SettingsError::DuplicateName {
            name: command.name.clone(),
            first: site.place().to_string(),
            second: command.place.to_string(),
        });
    }
    let state = State::new(command, registry, Site::declarations);
    sound(&state)?;
    Ok(state.built(Built::from(&command.spec)))
}

/// Gives what is wrong with a command.
fn sound(state: &State) -> Result<(), SettingsError> {
    state.problem().map_or(Ok(()), |problem| Err((*problem).clone()))
}

/// Gives the living command, if it is what is being built.
fn same(registry: &Registry, living: Arc<State>, command: &Blueprint) -> Result<Arc<State>, SettingsError> {
    let spec = &command.spec;
    if spec.asks_for_nothing() {
        return Ok(living);
    }
    let is_same = |built: &Built| {
        let same_group = !built.is_grouped || living.group() == spec.group_of(command.place);
        built.declared == spec.settings && built.is_grouped == spec.group.is_some() && same_group
    };
    if living.by_builder().is_some_and(is_same) && shares_policies(registry, &living, command)? {
        return Ok(living);
    }
    Err(SettingsError::Conflict {
        subject: living.subject(),
        first: living.place().to_string(),
        second: command.place.to_string(),
    })
}

/// Whether it has those policies which are asked for; an error when one of them has other settings.
#[cfg_attr(
    not(any(
        feature = "breaker",
        feature = "bulkhead",
        feature = "fuse",
        feature = "pool",
        feature = "retry",
        feature = "rate_limit"
    )),
    expect(clippy::unnecessary_wraps, reason = "a policy might have other settings")
)]
fn shares_policies(
    #[cfg_attr(
        not(any(
            feature = "breaker",
            feature = "bulkhead",
            feature = "fuse",
            feature = "pool",
            feature = "retry",
            feature = "rate_limit"
        )),
        expect(unused_variables)
    )]
    registry: &Registry,
    #[cfg_attr(
        not(any(
            feature = "breaker",
            feature = "bulkhead",
            feature = "fuse",
            feature = "pool",
            feature = "retry",
            feature = "rate_limit"
        )),
        expect(unused_variables)
    )]
    living: &State,
    #[cfg_attr(
        not(any(
            feature = "breaker",
            feature = "bulkhead",
            feature = "fuse",
            feature = "pool",
            feature = "retry",
            feature = "rate_limit"
        )),
        expect(unused_variables)
    )]
    command: &Blueprint,
) -> Result<bool, SettingsError> {
    let shared = true;
    #[cfg(feature = "breaker")]
    let shared = shared && is_asked::<Breaker>(registry, living.breaker(), command)?;
    #[cfg(feature = "fuse")]
    let shared = shared && is_asked::<Fuse>(registry, living.fuse(), command)?;
    #[cfg(feature = "bulkhead")]
    let shared = shared && is_asked::<Bulkhead>(registry, living.bulkhead(), command)?;
    #[cfg(feature = "pool")]
    let shared = shared && is_asked::<Pool>(registry, living.pool(), command)?;
    #[cfg(feature = "retry")]
    let shared = shared && is_asked::<Retry>(registry, living.retry(), command)?;
    #[cfg(feature = "rate_limit")]
    let shared = shared && is_asked::<RateLimit>(registry, living.rate_limit(), command)?;
    Ok(shared)
}
