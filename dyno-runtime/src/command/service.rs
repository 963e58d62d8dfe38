//! A function that builds a service, as its attribute declares it.

use std::future::Future;
use std::sync::Arc;

use crate::command::site::Site;
use crate::inject::Service;

/// Makes a service of the command at this site: its name, its place, and what it needs itself.
#[must_use]
pub fn served(site: &'static Site) -> Serving {
    Serving(site)
}

/// A service whose builder is not known yet.
#[derive(Debug)]
pub struct Serving(&'static Site);

impl Serving {
    /// Has it built by a future.
    pub fn later<T, F>(self, build: impl Fn() -> F + Send + Sync + 'static) -> Service<T>
    where
        T: ?Sized + Send + Sync + 'static,
        F: Future<Output = Result<Arc<T>, String>> + Send + 'static,
    {
        let Self(site) = self;
        Service::new(site.name(), build).declared(site.place().to_string(), site.wishes())
    }

    /// Has it built by a function that blocks.
    pub fn blocking<T>(self, build: impl Fn() -> Result<Arc<T>, String> + Send + Sync + 'static) -> Service<T>
    where
        T: ?Sized + Send + Sync + 'static,
    {
        let Self(site) = self;
        Service::blocking(site.name(), build).declared(site.place().to_string(), site.wishes())
    }
}
