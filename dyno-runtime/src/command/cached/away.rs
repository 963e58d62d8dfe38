//! Where a making goes on by itself: in a task of the runtime, or on a pool.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::cache::ended_early;
#[cfg(feature = "pool")]
use crate::command::task::submit_to_pool;
use crate::error::Error;
use crate::registry::instance_in_scope;
#[cfg(feature = "retry")]
use crate::retry::{is_within, retried};
#[cfg(feature = "timing")]
use crate::timing;

/// Where a making goes on by itself.
pub trait Away: Sized {
    /// Begins it there. Whoever awaits it may be dropped.
    fn begins<T: Send + 'static>(
        self,
        cache: Arc<str>,
        make: Boxed<T>,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<Self, T>;
}

/// A making in a box: bodies on a pool may nest, and a frame of each has no room for it but once.
pub(super) type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A task of the runtime.
#[derive(Debug)]
pub struct OnRuntime(Handle);

/// In a task of the runtime that this is called in, if there is one.
#[must_use]
pub fn on_runtime() -> Option<OnRuntime> {
    Handle::try_current().ok().map(OnRuntime)
}

impl Away for OnRuntime {
    fn begins<T: Send + 'static>(
        self,
        cache: Arc<str>,
        make: Boxed<T>,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        let task = self.0.spawn(make);
        async move { task.await.map_err(|error| ended_early(error, cache)) }
    }
}

/// The pool of the function, whose body goes there by itself. It needs no runtime: the thread that has run the body goes on with the making.
#[cfg(feature = "pool")]
#[derive(Debug)]
pub struct OnPool(());

/// On the pool of the function.
#[cfg(feature = "pool")]
#[must_use]
pub fn on_pool() -> Option<OnPool> {
    Some(OnPool(()))
}

#[cfg(feature = "pool")]
impl Away for OnPool {
    fn begins<T: Send + 'static>(
        self,
        cache: Arc<str>,
        make: Boxed<T>,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        submit_to_pool(cache, make).into_task().join()
    }
}

/// Takes along what holds where a making begins: the registry, the ambient timer, and whether an outer retry attempts it again.
pub(super) fn within_the_same<F: Future>(make: F) -> impl Future<Output = F::Output> + use<F> {
    let registry = instance_in_scope();
    #[cfg(feature = "retry")]
    let nests = is_within();
    #[cfg(feature = "timing")]
    let timing = timing::Timer::current();
    async move {
        let make = pin!(make);
        #[cfg(feature = "retry")]
        let make = retried(nests, make);
        #[cfg(feature = "timing")]
        let make = timing.run(make);
        match registry {
            Some(registry) => registry.scope(make).await,
            None => make.await,
        }
    }
}
