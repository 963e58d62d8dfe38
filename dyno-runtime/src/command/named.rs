//! The policies that attributes ask for by name, shared across functions.

use std::sync::Arc;

use crate::command::spec::{Declaration, Named, Spec};
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::Origin;

/// A policy that is shared by name. Its settings may stand at any one command that names it.
pub(super) trait Policy: Sized {
    type Builder;

    /// How it is called where nobody said so: as the command is.
    fn default_name(declaration: &Declaration, _: &Spec) -> Arc<str> {
        declaration.name()
    }
    /// What a command asks of it.
    fn asked(spec: &Spec) -> Option<&Named<Self::Builder>>;
    fn builder(name: &Arc<str>) -> Self::Builder;
    /// Says where the settings stand.
    fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder;
    fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError>;
    /// Finds what lives under that name.
    fn living(registry: &Registry, name: &str) -> Option<Self>;
}

/// Gives the policy that a command asks for, if it does; `all` are the declarations among which that may find its settings. When
/// they cannot be, it has the defaults, and the problem keeps the command from being called.
pub(super) fn declare<P: Policy>(
    registry: &Registry,
    declaration: &Declaration,
    spec: &Spec,
    all: impl Fn() -> Vec<&'static Declaration>,
    problems: &mut Vec<Arc<SettingsError>>,
) -> Option<P> {
    let asked = P::asked(spec)?;
    let name = name_of::<P>(declaration, spec, asked);
    let declared = if asked.settled {
        P::build_in(settled::<P>(declaration, asked, &name), registry)
    } else {
        let settled = || P::build_in(settled_among::<P>(&all(), &name, declaration), registry);
        P::living(registry, &name).map_or_else(settled, Ok)
    };
    let policy = declared.or_else(|problem| {
        problems.push(Arc::new(problem));
        P::living(registry, &name).map_or_else(|| P::build_in(P::builder(&name), registry), Ok)
    });
    Some(policy.unwrap_or_else(|_| unreachable!("the defaults are valid and the name was free")))
}

/// The first command that has settings for this policy, else the defaults.
fn settled_among<P: Policy>(all: &[&'static Declaration], name: &Arc<str>, asking: &Declaration) -> P::Builder {
    all.iter()
        .find_map(|declaration| {
            let spec = declaration.spec();
            let asked = P::asked(&spec).filter(|asked| asked.settled)?;
            (name_of::<P>(declaration, &spec, asked) == *name).then(|| settled::<P>(declaration, asked, name))
        })
        .unwrap_or_else(|| P::origin(P::builder(name), Origin::Attribute(asking.place.to_string())))
}

fn name_of<P: Policy>(declaration: &Declaration, spec: &Spec, asked: &Named<P::Builder>) -> Arc<str> {
    asked.name.map_or_else(|| P::default_name(declaration, spec), Into::into)
}

fn settled<P: Policy>(declaration: &Declaration, asked: &Named<P::Builder>, name: &Arc<str>) -> P::Builder {
    P::origin((asked.declare)(P::builder(name)), Origin::Attribute(declaration.place.to_string()))
}

#[cfg(feature = "breaker")]
impl Policy for crate::breaker::Breaker {
    type Builder = crate::breaker::BreakerBuilder;

    fn asked(spec: &Spec) -> Option<&Named<Self::Builder>> {
        spec.breaker.as_ref()
    }

    fn builder(name: &Arc<str>) -> Self::Builder {
        Self::builder(name.clone())
    }

    fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder {
        builder.origin(origin)
    }

    fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError> {
        builder.build_in(registry)
    }

    fn living(registry: &Registry, name: &str) -> Option<Self> {
        registry.find::<crate::breaker::Shared>(name).map(Self::from)
    }
}

#[cfg(feature = "bulkhead")]
impl Policy for crate::bulkhead::Bulkhead {
    type Builder = crate::bulkhead::BulkheadBuilder;

    fn asked(spec: &Spec) -> Option<&Named<Self::Builder>> {
        spec.bulkhead.as_ref()
    }

    fn builder(name: &Arc<str>) -> Self::Builder {
        Self::builder(name.clone())
    }

    fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder {
        builder.origin(origin)
    }

    fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError> {
        builder.build_in(registry)
    }

    fn living(registry: &Registry, name: &str) -> Option<Self> {
        registry.find::<crate::bulkhead::Shared>(name).map(Self::from)
    }
}

#[cfg(feature = "pool")]
impl Policy for crate::pool::Pool {
    type Builder = crate::pool::PoolBuilder;

    /// Functions of one group share a pool, unless one has settings of its own.
    fn default_name(declaration: &Declaration, spec: &Spec) -> Arc<str> {
        match &spec.pool {
            Some(asked) if asked.settled => declaration.name(),
            _ => spec.group_of(declaration.place).into(),
        }
    }

    fn asked(spec: &Spec) -> Option<&Named<Self::Builder>> {
        spec.pool.as_ref()
    }

    fn builder(name: &Arc<str>) -> Self::Builder {
        Self::builder(name.clone())
    }

    fn origin(builder: Self::Builder, origin: Origin) -> Self::Builder {
        builder.origin(origin)
    }

    fn build_in(builder: Self::Builder, registry: &Registry) -> Result<Self, SettingsError> {
        builder.build_in(registry)
    }

    fn living(registry: &Registry, name: &str) -> Option<Self> {
        registry.find::<crate::pool::Owner>(name).map(Self::from)
    }
}
