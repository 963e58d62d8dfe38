//! What a registry provides.

use std::fmt::Display;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use crate::error::{Error, SettingsError};
use crate::inject::service::Service;
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

    /// Says how a type is built when it is first asked for: by one builder for all, which goes on when they are gone. A failure is told to whoever
    /// asks, until a pause is over that grows from a second to a minute.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # trait Db: Send + Sync {} struct Postgres; impl Db for Postgres {}
    /// # impl Postgres { async fn connect() -> std::io::Result<Self> { Ok(Self) } }
    /// let registry = dyno::Registry::new();
    /// registry.provide_with(async || Ok::<Arc<dyn Db>, std::io::Error>(Arc::new(Postgres::connect().await?)))?;
    /// assert!(registry.get::<dyn Db>().is_err());
    /// assert!(registry.resolve::<dyn Db>().await.is_ok());
    /// assert!(registry.get::<dyn Db>().is_ok());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Registry::provide`].
    #[track_caller]
    pub fn provide_with<T, F, E>(&self, build: impl Fn() -> F + Send + Sync + 'static) -> Result<(), SettingsError>
    where
        T: ?Sized + Send + Sync + 'static,
        F: Future<Output = Result<Arc<T>, E>> + Send + 'static,
        E: Display,
    {
        self.slot().provide_with(build)
    }

    /// Says how a type is built, for whom and when.
    ///
    /// # Errors
    ///
    /// As [`Registry::provide`].
    pub fn provide_service<T: ?Sized + Send + Sync + 'static>(&self, service: Service<T>) -> Result<(), SettingsError> {
        self.slot().provide_service(service)
    }

    /// Gives what is there of a type, or has it built.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], and [`Error::ServiceFailed`] where it could not be built.
    #[track_caller]
    pub fn resolve<T: ?Sized + Send + Sync + 'static>(&self) -> impl Future<Output = Result<Arc<T>, Error>> + Send {
        let (slot, caller) = (self.slot(), Location::caller());
        async move { slot.resolve_for(caller).await }
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

    /// Takes back what was provided, or how it is built, and gives what was there. What a parent provides is seen again.
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
