//! The breakers that attributes ask for, by name across functions.

use crate::breaker::{Breaker, BreakerBuilder, Shared};
use crate::command::spec::{BreakerSpec, Declaration};
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::Origin;

/// Gives the breaker that a command asks for. Its settings may stand at any one command that names it; when they cannot be, the
/// breaker has the defaults, and the problem keeps the command from being called.
pub(super) fn declare(
    registry: &Registry,
    declaration: &Declaration,
    asked: &BreakerSpec,
    all: impl Fn() -> Vec<&'static Declaration>,
) -> (Breaker, Option<SettingsError>) {
    let name = asked.name.map_or_else(|| declaration.name(), Into::into);
    let declared = if asked.settled {
        builder(declaration, asked).build_in(registry)
    } else {
        living(registry, &name).map_or_else(|| settled_among(&all(), &name, declaration).build_in(registry), Ok)
    };
    declared.map_or_else(
        |problem| {
            let breaker = living(registry, &name).map_or_else(|| Breaker::builder(name).build_in(registry), Ok);
            let breaker = breaker.unwrap_or_else(|_| unreachable!("the defaults are valid and the name was free"));
            (breaker, Some(problem))
        },
        |breaker| (breaker, None),
    )
}

fn living(registry: &Registry, name: &str) -> Option<Breaker> {
    registry.find::<Shared>(name).map(Breaker::from)
}

/// The first command that has settings for this breaker, else the defaults.
fn settled_among(all: &[&'static Declaration], name: &str, asking: &Declaration) -> BreakerBuilder {
    all.iter()
        .find_map(|declaration| {
            let asked = declaration.spec().breaker.filter(|asked| asked.settled)?;
            let builder = builder(declaration, &asked);
            (builder.name() == name).then_some(builder)
        })
        .unwrap_or_else(|| Breaker::builder(name).origin(Origin::Attribute(asking.place.to_string())))
}

fn builder(declaration: &Declaration, asked: &BreakerSpec) -> BreakerBuilder {
    let name = asked.name.map_or_else(|| declaration.name(), Into::into);
    (asked.declare)(Breaker::builder(name)).origin(Origin::Attribute(declaration.place.to_string()))
}
