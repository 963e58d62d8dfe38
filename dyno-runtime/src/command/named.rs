//! The policies that attributes ask for by name, shared across functions.

use std::sync::Arc;

use crate::command::spec::{Blueprint, Declaration, Declare, Named, Spec, evaluated};
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::Origin;

/// A policy that is shared by name. Its settings may stand at any one command that names it.
pub(super) trait Policy: Sized {
    type Builder;

    /// How it is called where nobody said so: as the command is.
    fn default_name(command: &Blueprint) -> Arc<str> {
        command.name.clone()
    }
    /// What a command asks of it.
    fn asked(spec: &Spec) -> Option<&Named<Self::Builder>>;
    fn builder(name: &Arc<str>) -> Self::Builder;
    /// Says where the settings stand.
    fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder;
    /// Has it build under another name.
    fn renamed(builder: &Self::Builder, name: &Arc<str>) -> Self::Builder;
    fn name(&self) -> &str;
    fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError>;
    /// Finds what lives under that name.
    fn living(registry: &Registry, name: &str) -> Option<Self>;
}

/// Gives the policy that a command asks for, if it does; `all` are the declarations among which that may find its settings. When
/// they cannot be, it has the defaults, and the problem keeps the command from being called.
pub(super) fn declare<P: Policy>(
    registry: &Registry,
    command: &Blueprint,
    all: impl Fn() -> Vec<&'static Declaration>,
    problems: &mut Vec<Arc<SettingsError>>,
) -> Option<P> {
    let asked = P::asked(&command.spec)?;
    let name = name_of::<P>(command, asked);
    let declared = if asked.settled {
        P::build_in(settled::<P>(command, asked, &name), registry)
    } else {
        // Who builds a command for each tenant does not want all attributes to be searched for each.
        let is_own = name == command.name && matches!(asked.declare, Declare::ByBuilder(_));
        let all = || if is_own { Vec::new() } else { all() };
        let settled = || P::build_in(settled_among::<P>(&all(), &name, command), registry);
        P::living(registry, &name).map_or_else(settled, Ok)
    };
    let policy = declared.or_else(|problem| {
        problems.push(Arc::new(problem));
        let plain = |()| P::build_in(P::builder(&name), registry);
        P::living(registry, &name).ok_or(()).or_else(plain)
    });
    // What was loaded may not go with the defaults.
    let policy = policy.or_else(|_| P::build_in(P::builder(&name), &registry.aside()));
    Some(policy.unwrap_or_else(|_| unreachable!("the defaults are valid and the name was free")))
}

/// Whether that is what a command asks for which another one has already. An error when it has other settings.
pub(super) fn is_asked<P: Policy>(
    registry: &Registry,
    has: Option<&P>,
    command: &Blueprint,
) -> Result<bool, SettingsError> {
    let Some((has, asked)) = has.zip(P::asked(&command.spec)) else {
        return Ok(has.is_none() && P::asked(&command.spec).is_none());
    };
    let name = name_of::<P>(command, asked);
    if has.name() != &*name {
        return Ok(false);
    }
    if asked.settled {
        P::build_in(settled::<P>(command, asked, &name), registry)?;
    }
    Ok(true)
}

/// The first command that has settings for this policy, else the defaults.
fn settled_among<P: Policy>(all: &[&'static Declaration], name: &Arc<str>, asking: &Blueprint) -> P::Builder {
    all.iter()
        .find_map(|declaration| {
            let command = declaration.blueprint_for_another()?;
            let asked = P::asked(&command.spec).filter(|asked| asked.settled)?;
            (name_of::<P>(&command, asked) == *name).then(|| settled::<P>(&command, asked, name))
        })
        .unwrap_or_else(|| P::origin(P::builder(name), asking.origin.clone()))
}

fn name_of<P: Policy>(command: &Blueprint, asked: &Named<P::Builder>) -> Arc<str> {
    asked.name.as_deref().map_or_else(|| P::default_name(command), Into::into)
}

fn settled<P: Policy>(command: &Blueprint, asked: &Named<P::Builder>, name: &Arc<str>) -> P::Builder {
    match &asked.declare {
        Declare::ByAttribute(declare) => {
            let builder = evaluated(&command.name, command.place, || declare(P::builder(name)));
            P::origin(builder, command.origin.clone())
        }
        Declare::ByBuilder(builder) => P::renamed(builder, name),
    }
}

/// What all policies do alike: `$asked` of a command, as `$Policy`, of which `$Living` is what lives under its name.
macro_rules! policy {
    ($asked:ident: $Policy:ty, $Builder:ty, $Living:ty $(, $default_name:item)?) => {
        impl Policy for $Policy {
            type Builder = $Builder;

            $($default_name)?

            fn asked(spec: &Spec) -> Option<&Named<Self::Builder>> {
                spec.$asked.as_ref()
            }

            fn builder(name: &Arc<str>) -> Self::Builder {
                Self::builder(name.clone())
            }

            fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder {
                builder.origin(origin)
            }

            fn renamed(builder: &Self::Builder, name: &Arc<str>) -> Self::Builder {
                builder.clone().named(name.clone())
            }

            fn name(&self) -> &str {
                self.name()
            }

            fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError> {
                builder.build_in(registry)
            }

            fn living(registry: &Registry, name: &str) -> Option<Self> {
                registry.find::<$Living>(name).map(Self::from)
            }
        }
    };
}

#[cfg(feature = "fuse")]
policy!(fuse: crate::fuse::Fuse, crate::fuse::FuseBuilder, crate::fuse::Shared);
#[cfg(feature = "breaker")]
policy!(breaker: crate::breaker::Breaker, crate::breaker::BreakerBuilder, crate::breaker::Shared);
#[cfg(feature = "bulkhead")]
policy!(bulkhead: crate::bulkhead::Bulkhead, crate::bulkhead::BulkheadBuilder, crate::bulkhead::Shared);
#[cfg(feature = "retry")]
policy!(retry: crate::retry::Retry, crate::retry::RetryBuilder, crate::retry::Shared);
#[cfg(feature = "rate_limit")]
policy!(rate_limit: crate::rate_limit::RateLimit, crate::rate_limit::RateLimitBuilder, crate::rate_limit::Shared);
#[cfg(feature = "pool")]
policy!(
    pool: crate::pool::Pool, crate::pool::PoolBuilder, crate::pool::Owner,
    /// Functions of one group share a pool, unless one has settings of its own.
    fn default_name(command: &Blueprint) -> Arc<str> {
        match &command.spec.pool {
            Some(asked) if asked.settled => command.name.clone(),
            _ => command.spec.group_of(command.place).into(),
        }
    }
);
