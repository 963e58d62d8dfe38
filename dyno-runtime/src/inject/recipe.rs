//! How a dependency is built that is not there yet.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::error::Error;
#[cfg(feature = "command")]
use crate::error::SettingsError;
use crate::inject::bound::Bound;
#[cfg(feature = "command")]
use crate::inject::wish::Wish;
use crate::registry::Closing;
#[cfg(feature = "command")]
use crate::registry::{Registry, Tag};
use crate::sync::plain::{AtomicBool, Ordering};

/// For whom a service is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceScope {
    /// Once, for the registry that knows how, and all below it.
    #[default]
    Singleton,
    /// Once for each registry in whose scope it is asked for.
    Scoped,
    /// Anew for each who asks.
    Transient,
}

/// What was built, or what was said instead.
pub(super) type Made<T> = Result<Arc<T>, String>;

/// What closes a service.
pub(super) type Closes = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// What builds a service.
pub(super) enum Work<T: ?Sized> {
    /// A future.
    Later(Pin<Box<dyn Future<Output = Made<T>> + Send>>),
    /// A function that blocks its thread.
    Blocking(Box<dyn FnOnce() -> Made<T> + Send>),
}

impl<T: ?Sized> Work<T> {
    /// Does it, on this thread if it blocks.
    pub(super) async fn run(self) -> Made<T> {
        match self {
            Self::Later(later) => later.await,
            Self::Blocking(work) => work(),
        }
    }
}

/// How a service is built.
pub(super) struct Recipe<T: ?Sized> {
    pub(super) name: Arc<str>,
    /// `file:line`
    pub(super) place: String,
    pub(super) scope: ServiceScope,
    pub(super) is_eager: bool,
    /// Whether it is built by a future.
    pub(super) is_async: bool,
    /// Whether it was taken out of its registry: nobody builds by it any more who has found it before.
    pub(super) is_out: AtomicBool,
    pub(super) build: Box<dyn Fn() -> Work<T> + Send + Sync>,
    /// What stands in for it until it can be built.
    pub(super) stand_in: Option<Box<dyn Fn(Error) -> Work<T> + Send + Sync>>,
    /// What closes it.
    pub(super) close: Option<Box<dyn Fn(Arc<T>) -> Closes + Send + Sync>>,
    /// What it needs, as far as that is known before.
    #[cfg(feature = "command")]
    pub(super) needs: Vec<Wish>,
    /// Has a slot build it by this.
    #[cfg(feature = "command")]
    pub(super) offer: fn(Self, &Registry, Option<&Tag>) -> Result<(), SettingsError>,
}

impl<T: ?Sized> Recipe<T> {
    /// Says so. Whoever takes it out holds the lock of its slot.
    pub(super) fn take_out(&self) {
        self.is_out.store(true, Ordering::Release);
    }

    /// Whether somebody has.
    pub(super) fn is_out(&self) -> bool {
        self.is_out.load(Ordering::Acquire)
    }
}

impl<T: ?Sized + Send + Sync + 'static> Recipe<T> {
    /// What closes one that was built.
    pub(super) fn closing(self: &Arc<Self>, built: &Arc<Bound<T>>) -> Closing {
        let (recipe, built) = (self.clone(), built.clone());
        let work = Box::pin(async move {
            let Some(close) = &recipe.close else { return Ok(()) };
            close(built.value.clone()).await
        });
        Closing { name: self.name.clone(), work }
    }
}

/// What is known of a service, whatever its type.
#[cfg(feature = "command")]
pub(super) struct Facts {
    pub(super) name: Arc<str>,
    pub(super) place: String,
    pub(super) scope: ServiceScope,
    pub(super) needs: Vec<Wish>,
}

#[cfg(feature = "command")]
impl<T: ?Sized> Recipe<T> {
    pub(super) fn facts(&self) -> Facts {
        Facts { name: self.name.clone(), place: self.place.clone(), scope: self.scope, needs: self.needs.clone() }
    }
}
