//! All that has settings in a registry.

use std::sync::Arc;

use crate::command::{CommandSettings, State, StateRef, declared_states};
use crate::error::{SettingsError, UnknownName};
use crate::registry::Registry;
use crate::settings::{AnyLive, Entry, Kept, Layers, Live, Origin, Settings};

/// Any policy, or a command.
pub(super) type Living = Box<dyn AnyLive>;

/// The commands that attributes declare; they and what they share are made where they are not there yet. So this is not for whoever loads
/// settings just now.
pub(super) fn declared(registry: &Registry) -> Vec<StateRef> {
    let _entered = registry.enter();
    // What is bound may be declared as well.
    #[cfg(feature = "inject")]
    drop(crate::inject::choices(registry));
    declared_states()
}

/// Everything that has settings, by kind and name.
pub(super) fn all(registry: &Registry, declared: Vec<StateRef>) -> Vec<Living> {
    let mut all: Vec<_> = declared.into_iter().map(living).collect();
    all.extend(of::<State>(registry));
    #[cfg(feature = "breaker")]
    all.extend(of::<crate::breaker::Shared>(registry));
    #[cfg(feature = "bulkhead")]
    all.extend(of::<crate::bulkhead::Shared>(registry));
    #[cfg(feature = "cache")]
    all.extend(of::<crate::cache::Core>(registry));
    #[cfg(feature = "fuse")]
    all.extend(of::<crate::fuse::Shared>(registry));
    #[cfg(feature = "inject")]
    all.extend(crate::inject::choices(registry).into_iter().map(|choice| living(Box::new(choice))));
    #[cfg(feature = "pool")]
    all.extend(of::<crate::pool::Owner>(registry));
    #[cfg(feature = "rate_limit")]
    all.extend(of::<crate::rate_limit::Shared>(registry));
    #[cfg(feature = "retry")]
    all.extend(of::<crate::retry::Shared>(registry));
    all.sort_by(|one, other| (one.kind(), one.name()).cmp(&(other.kind(), other.name())));
    all
}

/// A kind and a name.
pub(super) type Whose = (String, String);

/// The commands that attributes declare, if they are needed to find what has these names. They are made, so this is not for whoever keeps others from
/// changing something.
pub(super) fn needed(registry: &Registry, about: &[Whose]) -> Vec<StateRef> {
    let is_there = |(kind, name): &Whose| kind != "command" && !its(registry, &[], kind, name).is_empty();
    if about.iter().all(is_there) { Vec::new() } else { declared(registry) }
}

/// All that has these names; or simply all, where there is a name that nothing has.
pub(super) fn those(registry: &Registry, about: &[Whose], declared: Vec<StateRef>) -> Vec<Living> {
    let mut found = Vec::new();
    for (kind, name) in about {
        let its = its(registry, &declared, kind, name);
        if its.is_empty() {
            return all(registry, declared);
        }
        found.extend(its);
    }
    found
}

/// What has this kind and name, without a look at all the rest; `declared` are the commands that attributes declare.
fn its(registry: &Registry, declared: &[StateRef], kind: &str, name: &str) -> Vec<Living> {
    match kind {
        CommandSettings::KIND => {
            let declared = declared.iter().filter(|state| &**state.name() == name).cloned().map(living);
            declared.chain(one::<State>(registry, name)).collect()
        }
        #[cfg(feature = "breaker")]
        crate::breaker::BreakerSettings::KIND => one::<crate::breaker::Shared>(registry, name),
        #[cfg(feature = "bulkhead")]
        crate::bulkhead::BulkheadSettings::KIND => one::<crate::bulkhead::Shared>(registry, name),
        #[cfg(feature = "cache")]
        crate::cache::CacheSettings::KIND => one::<crate::cache::Core>(registry, name),
        #[cfg(feature = "fuse")]
        crate::fuse::FuseSettings::KIND => one::<crate::fuse::Shared>(registry, name),
        #[cfg(feature = "inject")]
        crate::registry::BindingSettings::KIND => {
            let its = crate::inject::choices(registry).into_iter().filter(|choice| &**Live::name(choice) == name);
            its.map(|choice| living(Box::new(choice))).collect()
        }
        #[cfg(feature = "pool")]
        crate::pool::PoolSettings::KIND => one::<crate::pool::Owner>(registry, name),
        #[cfg(feature = "rate_limit")]
        crate::rate_limit::RateLimitSettings::KIND => one::<crate::rate_limit::Shared>(registry, name),
        #[cfg(feature = "retry")]
        crate::retry::RetrySettings::KIND => one::<crate::retry::Shared>(registry, name),
        _ => Vec::new(),
    }
}

fn one<T: Live + Send + Sync + 'static>(registry: &Registry, name: &str) -> Vec<Living> {
    registry.find::<T>(name).into_iter().map(living).collect()
}

/// Says why what has this name cannot have what a source says.
type Objections = fn(&str, &[Entry]) -> Vec<SettingsError>;

/// The kinds that there are, each with what says why the defaults cannot be set so.
pub(super) const KINDS: &[(&str, Objections)] = &[
    (CommandSettings::KIND, defaults::<CommandSettings>),
    #[cfg(feature = "inject")]
    (crate::registry::BindingSettings::KIND, defaults::<crate::registry::BindingSettings>),
    #[cfg(feature = "breaker")]
    (crate::breaker::BreakerSettings::KIND, defaults::<crate::breaker::BreakerSettings>),
    #[cfg(feature = "bulkhead")]
    (crate::bulkhead::BulkheadSettings::KIND, defaults::<crate::bulkhead::BulkheadSettings>),
    #[cfg(feature = "cache")]
    (crate::cache::CacheSettings::KIND, defaults::<crate::cache::CacheSettings>),
    #[cfg(feature = "fuse")]
    (crate::fuse::FuseSettings::KIND, defaults::<crate::fuse::FuseSettings>),
    #[cfg(feature = "pool")]
    (crate::pool::PoolSettings::KIND, defaults::<crate::pool::PoolSettings>),
    #[cfg(feature = "rate_limit")]
    (crate::rate_limit::RateLimitSettings::KIND, defaults::<crate::rate_limit::RateLimitSettings>),
    #[cfg(feature = "retry")]
    (crate::retry::RetrySettings::KIND, defaults::<crate::retry::RetrySettings>),
];

/// The kinds that there may be, each with its feature, and whether that is on.
const FEATURES: [(&str, &str, bool); 8] = [
    ("binding", "inject", cfg!(feature = "inject")),
    ("breaker", "breaker", cfg!(feature = "breaker")),
    ("bulkhead", "bulkhead", cfg!(feature = "bulkhead")),
    ("cache", "cache", cfg!(feature = "cache")),
    ("fuse", "fuse", cfg!(feature = "fuse")),
    ("pool", "pool", cfg!(feature = "pool")),
    ("rate_limit", "rate_limit", cfg!(feature = "rate_limit")),
    ("retry", "retry", cfg!(feature = "retry")),
];

/// Says which feature a kind needs that is off.
pub(super) fn turned_off(kind: &str) -> Option<String> {
    let (_, feature, _) = FEATURES.iter().find(|(known, _, is_on)| *known == kind && !is_on)?;
    Some(format!("`{kind}` needs the feature `{feature}` of dyno-runtime: turn it on"))
}

/// Says what kinds there are, where this is none.
pub(super) fn unknown_kind(kind: &str) -> Option<Box<UnknownName>> {
    let kinds = KINDS.iter().map(|(known, _)| *known);
    let is_known = kinds.clone().any(|known| known == kind);
    (!is_known).then(|| Box::new(UnknownName::new("kind of policy", kind, kinds.map(ToOwned::to_owned).collect())))
}

fn defaults<S: Settings>(name: &str, entries: &[Entry]) -> Vec<SettingsError> {
    let subject = S::subject(name);
    let check = |settings: &S| settings.check(&subject);
    Layers::new(S::default(), &[], &Origin::Default).under(entries, &subject, check).err().unwrap_or_default()
}

fn of<T: Live + Send + Sync + 'static>(registry: &Registry) -> impl Iterator<Item = Living> {
    registry.all::<T>().into_iter().map(|(_, thing): (_, Arc<T>)| living(thing))
}

fn living<P: std::ops::Deref<Target: Live> + 'static>(thing: P) -> Living {
    Box::new(Kept(thing))
}
