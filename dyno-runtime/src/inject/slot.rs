//! A handle that follows what a registry provides under a type and a tag.

use std::fmt::{self, Display};
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use crate::error::{Error, SettingsError};
use crate::inject::bound::Bound;
use crate::inject::core::{Core, core_of};
use crate::inject::dep::Dep;
use crate::inject::missing::{Asking, missing};
use crate::inject::named::{described, key};
use crate::inject::recipe::ServiceScope;
use crate::inject::resolve::look;
use crate::inject::service::Service;
use crate::inject::state::Stand;
use crate::inject::swapped::Swapped;
use crate::inject::watch::Watch;
use crate::registry::{Registry, Tag, WeakRegistry};

/// Leads to what a registry provides under a type and a tag. It may be taken before there is anything, and follows each change:
/// keep it in a struct, and read it when it is needed. Reading takes no lock. It does not keep the registry: once that has ended,
/// nothing is there.
///
/// ```
/// use std::sync::Arc;
/// use dyno::Registry;
///
/// let registry = Registry::new();
/// let motto = registry.slot::<str>();
/// assert!(motto.get().is_err());
/// motto.provide("first".into())?;
/// assert_eq!(&*motto.get()?, "first");
/// motto.replace("second".into());
/// assert_eq!(&*motto.get()?, "second");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Slot<T: ?Sized> {
    /// Not kept alive: what it provides may well keep this.
    registry: WeakRegistry,
    tag: Option<Tag>,
    /// That of the registry, then those of its parents.
    levels: Box<[Arc<Core<T>>]>,
}

impl<T: ?Sized + Send + Sync + 'static> Slot<T> {
    pub(super) fn new(registry: &Registry, tag: Option<Tag>) -> Self {
        let key = key::<T>(tag.as_ref());
        let levels = registry.lineage().map(|level| core_of(level, &key)).collect();
        Self { registry: registry.downgrade(), tag, levels }
    }

    /// Gives what is there: here, else with the nearest of the parents. What is built when it is first asked for is [resolved](Self::resolve).
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], with the names that are near; [`Error::ServiceFailed`] where it is not built yet.
    #[track_caller]
    pub fn get(&self) -> Result<Arc<T>, Error> {
        self.dep().map(|dep| dep.to_arc())
    }

    /// Gives the same without counting a reference.
    ///
    /// # Errors
    ///
    /// As [`Slot::get`].
    #[track_caller]
    pub fn dep(&self) -> Result<Dep<T>, Error> {
        // Most often it is here: the long way moves it four times.
        if let Some(there) = self.levels.first().and_then(|own| own.at_once()) {
            return Ok(there);
        }
        self.look_further(Location::caller())
    }

    #[cold]
    fn look_further(&self, caller: &'static Location<'static>) -> Result<Dep<T>, Error> {
        self.present().unwrap_or_else(|| {
            Err(missing::<T>(self.registry.upgrade().as_ref(), self.tag.as_ref(), &Asking::by_hand(caller)))
        })
    }

    /// Gives what is there, or why that is not built yet.
    fn present(&self) -> Option<Result<Dep<T>, Error>> {
        let (level, stand) = self.first()?;
        match stand {
            Stand::There(there) => Some(Ok(there)),
            Stand::LeadsTo(tag) => self.tagged(&tag)?.present(),
            Stand::BuiltBy(recipe) => {
                let home = if recipe.scope == ServiceScope::Scoped { self.own() } else { level };
                Some(home.built(&recipe))
            }
            Stand::Nothing => None,
        }
    }

    /// The slot that whoever asks is led to, if it is another.
    pub(super) fn lead(&self) -> Option<Self> {
        match self.first()? {
            (_, Stand::LeadsTo(tag)) => self.tagged(&tag),
            _ => None,
        }
    }

    /// The first level that has something for whoever asks, and what.
    fn first(&self) -> Option<(&Arc<Core<T>>, Stand<T>)> {
        let stands = self.levels.iter().enumerate().map(|(at, level)| (level, level.stand(at == 0)));
        stands.into_iter().find(|(_, stand)| !matches!(stand, Stand::Nothing))
    }

    /// That of the same type under a tag.
    fn tagged(&self, tag: &Tag) -> Option<Self> {
        Some(Self::new(&self.registry.upgrade()?, Some(tag.clone())))
    }

    /// Gives what is there, or has it built: by one builder for all who ask, which goes on when they are gone. Cancel safe.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`]; [`Error::ServiceFailed`] where it could not be built, and, until a pause is over that grows from a second to a minute,
    /// for whoever asks after that.
    #[track_caller]
    pub fn resolve(&self) -> impl Future<Output = Result<Arc<T>, Error>> + Send {
        self.resolve_for(Location::caller())
    }

    pub(super) async fn resolve_for(&self, caller: &'static Location<'static>) -> Result<Arc<T>, Error> {
        let registry = self.registry.upgrade();
        let found = match &registry {
            Some(registry) => look::<T>(registry, &key::<T>(self.tag.as_ref())).wait().await?,
            None => None,
        };
        let found = found.map(|found| found.to_arc());
        found.ok_or_else(|| missing::<T>(registry.as_ref(), self.tag.as_ref(), &Asking::by_hand(caller)))
    }

    /// Says how it is built when it is first asked for. An error is a text for those who ask.
    ///
    /// # Errors
    ///
    /// As [`Slot::provide`].
    #[track_caller]
    pub fn provide_with<F, E>(&self, build: impl Fn() -> F + Send + Sync + 'static) -> Result<(), SettingsError>
    where
        F: Future<Output = Result<Arc<T>, E>> + Send + 'static,
        E: Display,
    {
        let name = described::<T>(self.tag.as_ref()).replace('`', "");
        self.provide_service(Service::new(name, build))
    }

    /// Says how it is built, for whom and when.
    ///
    /// # Errors
    ///
    /// As [`Slot::provide`].
    pub fn provide_service(&self, service: Service<T>) -> Result<(), SettingsError> {
        let second = service.0.place.clone();
        let wanted = described::<T>(self.tag.as_ref());
        self.own().offer(service.0).map_err(|first| SettingsError::Provided { wanted: wanted.into(), first, second })
    }

    /// Provides a value. `T` may be what the value is only seen as, as in `slot::<dyn Db>()`.
    ///
    /// # Errors
    ///
    /// [`SettingsError::Provided`] where this registry provides one already; whatever a parent provides is hidden.
    #[track_caller]
    pub fn provide(&self, value: Arc<T>) -> Result<(), SettingsError> {
        let second = Location::caller();
        self.own().provide(Bound::provided(value, second)).map_err(|first| SettingsError::Provided {
            wanted: described::<T>(self.tag.as_ref()).into(),
            first,
            second: place(second),
        })
    }

    /// Provides a value for good, whatever was provided before, which it gives back. It is seen once all swaps have ended, and unless settings bind
    /// the type to another.
    #[track_caller]
    pub fn replace(&self, value: Arc<T>) -> Option<Arc<T>> {
        self.own().replace(Bound::provided(value, Location::caller()))
    }

    /// Takes back what was provided, or how it is built, and gives what was there. Parents are seen again.
    #[expect(clippy::must_use_candidate, reason = "most only want it gone")]
    pub fn remove(&self) -> Option<Arc<T>> {
        self.own().remove()
    }

    /// Provides a value until the guard is dropped. Of several that are in force the last begun is seen, in whatever order they end.
    #[track_caller]
    pub fn swap(&self, value: Arc<T>) -> Swapped {
        Swapped::new(self.own(), Bound::provided(value, Location::caller()))
    }

    /// Sees each change from now on.
    #[must_use]
    pub fn watch(&self) -> Watch<T> {
        Watch::new(self.clone())
    }

    pub(super) fn levels(&self) -> &[Arc<Core<T>>] {
        &self.levels
    }

    fn own(&self) -> &Arc<Core<T>> {
        &self.levels[0]
    }
}

impl<T: ?Sized> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self { registry: self.registry.clone(), tag: self.tag.clone(), levels: self.levels.clone() }
    }
}

impl<T: ?Sized + Send + Sync + 'static> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_filled = matches!(self.present(), Some(Ok(_)));
        f.debug_struct("Slot")
            .field("of", &described::<T>(self.tag.as_ref()))
            .field("filled", &is_filled)
            .finish_non_exhaustive()
    }
}

fn place(caller: &Location<'_>) -> String {
    format!("{}:{}", caller.file(), caller.line())
}
