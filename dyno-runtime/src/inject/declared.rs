//! Services that attributes declare: the global registry has them from the start.

use std::fmt;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::{Arc, OnceLock};

use crate::declared::{Below, Declares, Tree};
use crate::error::SettingsError;
use crate::inject::core::{Core, downcast};
use crate::inject::named::{described, key};
use crate::inject::recipe::Recipe;
use crate::inject::service::Service;
use crate::registry::{Registry, Tag};

/// The services of the whole program.
static DECLARED: Tree<ServiceSite> = Tree::new();

/// How many of them the global registry has.
static LOADED: AtomicUsize = AtomicUsize::new(0);

/// The static of a service that an attribute declares.
pub struct ServiceSite {
    offer: fn(&Registry) -> Result<(), SettingsError>,
    /// What came of that.
    offered: OnceLock<Result<(), SettingsError>>,
    below: Below<Self>,
}

impl ServiceSite {
    /// Declares it. Costs nothing until something is asked for.
    #[must_use]
    pub const fn new(offer: fn(&Registry) -> Result<(), SettingsError>) -> Self {
        Self { offer, offered: OnceLock::new(), below: Below::new() }
    }

    /// Makes it one of the services of the program. What runs before `main` calls this.
    pub fn declare(&'static self) {
        DECLARED.add(self);
    }
}

impl Declares for ServiceSite {
    fn below(&self) -> &Below<Self> {
        &self.below
    }
}

impl fmt::Debug for ServiceSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceSite").field("offered", &self.offered).finish_non_exhaustive()
    }
}

/// Has a registry build a service that an attribute declares.
///
/// # Errors
///
/// [`SettingsError::Provided`] where another attribute declares the same.
#[expect(clippy::needless_pass_by_value, reason = "expansions make it on the spot")]
pub fn offer<T: ?Sized>(service: Service<T>, registry: &Registry, tag: Option<Tag>) -> Result<(), SettingsError> {
    (service.0.offer)(service.0, registry, tag.as_ref())
}

/// The same for a type that can be provided.
pub(super) fn offer_own<T: ?Sized + Send + Sync + 'static>(
    recipe: Recipe<T>,
    registry: &Registry,
    tag: Option<&Tag>,
) -> Result<(), SettingsError> {
    // Not by what loads what is declared, which is under way.
    let slot = registry.shelf().find_or_add(&key::<T>(tag), || Arc::new(Core::<T>::new()));
    let second = recipe.place.clone();
    downcast::<T>(slot).offer(recipe).map_err(|first| SettingsError::Provided {
        wanted: described::<T>(tag).into(),
        first,
        second,
    })
}

/// Has the global registry know how to build what is declared, unless it does.
#[inline]
pub(super) fn load(global: &Registry) {
    if DECLARED.len() != LOADED.load(Acquire) {
        load_more(global);
    }
}

#[cold]
fn load_more(global: &Registry) {
    let sites = DECLARED.all();
    for site in &sites {
        site.offered.get_or_init(|| (site.offer)(global));
    }
    LOADED.store(sites.len(), Release);
}

/// What is declared twice.
pub(super) fn problems() -> Vec<SettingsError> {
    load(Registry::global());
    DECLARED.all().iter().filter_map(|site| site.offered.get()?.clone().err()).collect()
}
