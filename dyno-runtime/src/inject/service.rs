//! A dependency that is built: for whom, when, and what stands in for it.

use std::fmt::{self, Display};
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use crate::error::Error;
#[cfg(feature = "command")]
use crate::inject::declared::offer_own;
use crate::inject::recipe::{Recipe, ServiceScope, Work};
#[cfg(feature = "command")]
use crate::inject::wish::Wish;
use crate::sync::plain::AtomicBool;

/// Says how a dependency is built, for [`Registry::provide_service`](crate::Registry::provide_service). One builder makes it for all who ask, and goes on when they are gone;
/// a failure is told to whoever asks, until a pause is over that grows from a second to a minute.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use std::sync::Arc;
/// # trait Db: Send + Sync { fn name(&self) -> &'static str; }
/// # struct Postgres; impl Db for Postgres { fn name(&self) -> &'static str { "postgres" } }
/// # impl Postgres { async fn connect() -> std::io::Result<Self> { Err(std::io::Error::other("refused")) } }
/// # struct ReadOnly; impl Db for ReadOnly { fn name(&self) -> &'static str { "read only" } }
/// use dyno::{Registry, Service};
///
/// let db = Service::new("db", async || Ok::<Arc<dyn Db>, std::io::Error>(Arc::new(Postgres::connect().await?)))
///     .fallback(async |_error| Ok::<Arc<dyn Db>, std::io::Error>(Arc::new(ReadOnly)))
///     .eager();
/// let registry = Registry::new();
/// registry.provide_service(db)?;
/// registry.start(std::time::Duration::from_secs(10)).await?;
/// assert_eq!(registry.resolve::<dyn Db>().await?.name(), "read only"); // until it can be built
/// # Ok(()) }
/// ```
pub struct Service<T: ?Sized>(pub(super) Recipe<T>);

impl<T: ?Sized + Send + Sync + 'static> Service<T> {
    /// Builds it by a future, as a task of the runtime in which it is first asked for. An error is a text for those who ask.
    #[track_caller]
    pub fn new<F, E>(name: impl Into<Arc<str>>, build: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Arc<T>, E>> + Send + 'static,
        E: Display,
    {
        Self::of(&name.into(), Location::caller(), true, move || later(build()))
    }

    /// Builds it by a function that blocks, on a thread of its own.
    #[track_caller]
    pub fn blocking<E: Display>(
        name: impl Into<Arc<str>>,
        build: impl Fn() -> Result<Arc<T>, E> + Send + Sync + 'static,
    ) -> Self {
        let build = Arc::new(build);
        Self::of(&name.into(), Location::caller(), false, move || {
            let build = build.clone();
            Work::Blocking(Box::new(move || build().map_err(|error| error.to_string())))
        })
    }

    fn of(
        name: &str,
        place: &Location<'_>,
        is_async: bool,
        build: impl Fn() -> Work<T> + Send + Sync + 'static,
    ) -> Self {
        Self(Recipe {
            // Its own, by which it is known from others of that name.
            name: name.into(),
            place: format!("{}:{}", place.file(), place.line()),
            scope: ServiceScope::default(),
            is_eager: false,
            is_async,
            is_out: AtomicBool::new(false),
            build: Box::new(build),
            stand_in: None,
            close: None,
            #[cfg(feature = "command")]
            needs: Vec::new(),
            #[cfg(feature = "command")]
            offer: offer_own::<T>,
        })
    }
}

// Without bounds, so that a type that is none is told of once.
impl<T: ?Sized> Service<T> {
    /// Says for whom it is built: once, unless something else is said.
    #[must_use]
    pub fn scope(mut self, scope: ServiceScope) -> Self {
        self.0.scope = scope;
        self
    }

    /// Has it built by [`Registry::start`](crate::Registry::start), before anybody asks.
    #[must_use]
    pub fn eager(mut self) -> Self {
        self.0.is_eager = true;
        self
    }

    /// Says what stands in for it when it cannot be built. Whoever asks gets that, and has it built again in the background once a pause is
    /// over, until it is there.
    #[must_use]
    pub fn fallback<F, E>(mut self, stand_in: impl Fn(Error) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Arc<T>, E>> + Send + 'static,
        E: Display,
    {
        self.0.stand_in = Some(Box::new(move |error| later(stand_in(error))));
        self
    }

    /// Says how it is closed by [`Registry::shutdown`](crate::Registry::shutdown), which gives it up after that. Asked of what was built, not of what
    /// stands in for it, nor of what is taken out or exchanged before, in a registry or below one where this is scoped. An error is a text for who shuts down.
    #[must_use]
    pub fn shutdown<F, E>(mut self, close: impl Fn(Arc<T>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Display,
    {
        self.0.close = Some(Box::new(move |built| {
            let closing = close(built);
            Box::pin(async move { closing.await.map_err(|error| error.to_string()) })
        }));
        self
    }

    /// Says where it is declared, and what it needs.
    #[cfg(feature = "command")]
    pub(crate) fn declared(mut self, place: String, needs: Vec<Wish>) -> Self {
        self.0.place = place;
        self.0.needs = needs;
        self
    }
}

impl<T: ?Sized> fmt::Debug for Service<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("name", &self.0.name).field("scope", &self.0.scope).finish_non_exhaustive()
    }
}

fn later<T: ?Sized, E: Display>(work: impl Future<Output = Result<Arc<T>, E>> + Send + 'static) -> Work<T> {
    Work::Later(Box::pin(async move { work.await.map_err(|error| error.to_string()) }))
}
