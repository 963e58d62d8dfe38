//! The breakers that attributes ask for, by name across functions.

use crate::breaker::{Breaker, BreakerBuilder, Shared};
use crate::command::handle::materialize;
use crate::command::site::{BreakerSpec, Site};
use crate::error::{SettingsError, UnknownName};
use crate::registry::Registry;

/// Finds a breaker by name in the registry in scope: one that an attribute declares, called or not, or one that was built
/// and lives.
///
/// ```
/// # #[derive(Debug)] struct Down; impl From<dyno::Error> for Down { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(breaker = "inventory")]
/// fn stock() -> Result<u32, Down> {
///     Ok(7)
/// }
///
/// dyno::breaker("inventory")?.force_open("stocktaking", None);
/// assert!(stock().is_err());
/// # Ok::<(), dyno::UnknownName>(())
/// ```
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
pub fn breaker(name: &str) -> Result<Breaker, UnknownName> {
    Breaker::named(name).or_else(|_| {
        materialize();
        Breaker::named(name)
    })
}

/// Gives the breaker that a site asks for. Its settings may stand at any one site that names it; when they cannot be, the
/// breaker has the defaults, and the problem keeps the site from being called.
pub(super) fn declare(registry: &Registry, site: &Site, asked: &BreakerSpec) -> (Breaker, Option<SettingsError>) {
    let name = asked.name.map_or_else(|| site.name(), Into::into);
    let declared = if asked.settled {
        builder(site, asked).build_in(registry)
    } else {
        living(registry, &name).map_or_else(|| settled_elsewhere(&name).build_in(registry), Ok)
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

/// The first site that has settings for this breaker, else the defaults.
fn settled_elsewhere(name: &str) -> BreakerBuilder {
    Site::all()
        .into_iter()
        .find_map(|site| {
            let asked = site.spec().breaker.filter(|asked| asked.settled)?;
            let builder = builder(site, &asked);
            (builder.name() == name).then_some(builder)
        })
        .unwrap_or_else(|| Breaker::builder(name))
}

fn builder(site: &Site, asked: &BreakerSpec) -> BreakerBuilder {
    let name = asked.name.map_or_else(|| site.name(), Into::into);
    (asked.declare)(Breaker::builder(name)).place(site.place().to_string())
}
