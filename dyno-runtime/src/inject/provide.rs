//! What a registry provides.

use std::sync::Arc;

use crate::error::{Error, SettingsError};
use crate::inject::slot::Slot;
use crate::inject::swapped::Swapped;
use crate::inject::watch::Watch;
use crate::registry::{Registry, Tag};

impl Registry {
    /// Leads to what is provided of a type, before there is anything and after each change.
    #[must_use]
    pub fn slot<T: ?Sized + Send + Sync + 'static>(&self) -> Slot<T> {
        Slot::new(self, None)
    }

    /// Leads to what is provided of a type under a tag.
    #[must_use]
    pub fn slot_named<T: ?Sized + Send + Sync + 'static>(&self, tag: impl Into<Tag>) -> Slot<T> {
        Slot::new(self, Some(tag.into()))
    }

    /// Provides a value for all who ask for its type, or for what `T` says that it is:
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # trait Db: Send + Sync {} struct Postgres; impl Db for Postgres {}
    /// let registry = dyno::Registry::new();
    /// registry.provide::<dyn Db>(Arc::new(Postgres))?;
    /// assert!(registry.get::<dyn Db>().is_ok());
    /// # Ok::<(), dyno::SettingsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SettingsError::Provided`] where it provides one already, with both places; whatever a parent provides is hidden.
    #[track_caller]
    pub fn provide<T: ?Sized + Send + Sync + 'static>(&self, value: Arc<T>) -> Result<(), SettingsError> {
        self.slot().provide(value)
    }

    /// Provides a value for those who ask with the tag.
    ///
    /// # Errors
    ///
    /// As [`Registry::provide`].
    #[track_caller]
    pub fn provide_named<T: ?Sized + Send + Sync + 'static>(
        &self,
        tag: impl Into<Tag>,
        value: Arc<T>,
    ) -> Result<(), SettingsError> {
        self.slot_named(tag).provide(value)
    }

    /// Gives what is provided of a type, here or by the nearest of the parents.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], with the names that are near.
    #[track_caller]
    pub fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Result<Arc<T>, Error> {
        self.slot().get()
    }

    /// Provides a value until the guard is dropped. Of several that are in force the last begun is seen, in whatever order they end.
    #[track_caller]
    pub fn swap<T: ?Sized + Send + Sync + 'static>(&self, value: Arc<T>) -> Swapped {
        self.slot().swap(value)
    }

    /// Provides a value for good, whatever was provided before, which it gives back. It is seen once all swaps have ended.
    #[track_caller]
    pub fn replace<T: ?Sized + Send + Sync + 'static>(&self, value: Arc<T>) -> Option<Arc<T>> {
        self.slot().replace(value)
    }

    /// Takes back what was provided, and gives it. What a parent provides is seen again.
    #[expect(clippy::must_use_candidate, reason = "most only want it gone")]
    pub fn remove<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.slot().remove()
    }

    /// Sees each change of what is provided of a type, from now on.
    #[must_use]
    pub fn watch<T: ?Sized + Send + Sync + 'static>(&self) -> Watch<T> {
        self.slot().watch()
    }
}
