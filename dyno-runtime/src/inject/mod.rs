//! Dependencies in the signature.
//!
//! Why: a function that makes its own client, pool or clock cannot be tested without them, nor told to use others. One that names them in its
//! signature gets what the registry in scope provides, by type: the real thing in production, a tenant's own in its scope, a mock in a
//! test, swapped while the program runs.

mod bound;
mod building;
mod changes;
#[cfg(feature = "command")]
mod choice;
mod core;
#[cfg(feature = "command")]
mod declared;
mod dep;
#[cfg(feature = "command")]
mod given;
#[cfg(feature = "command")]
mod graph;
mod missing;
mod named;
#[cfg(feature = "command")]
mod parameter;
mod provide;
mod recipe;
mod resolve;
#[cfg(feature = "command")]
mod served;
mod service;
mod slot;
#[cfg(feature = "command")]
mod snapshot;
mod start;
mod state;
mod stop;
mod swapped;
#[cfg(feature = "command")]
mod tagged;
#[cfg(feature = "command")]
mod want;
mod watch;
#[cfg(feature = "command")]
mod wish;

use std::future::Future;
use std::sync::Arc;

#[cfg(feature = "command")]
pub(crate) use self::building::in_place;
#[cfg(feature = "command")]
pub(crate) use self::choice::choices;
#[cfg(feature = "command")]
pub use self::declared::{ServiceSite, offer};
pub use self::dep::Dep;
#[cfg(feature = "command")]
pub(crate) use self::given::{hand, hand_sync, take};
#[cfg(feature = "command")]
pub(crate) use self::graph::problems;
#[cfg(feature = "command")]
pub use self::missing::Asking;
#[cfg(feature = "command")]
pub use self::parameter::{Inject, Pointer};
pub use self::recipe::ServiceScope;
#[cfg(feature = "command")]
pub use self::served::{Comes, PlainLater, PlainServed, PlainSharing, Served, Sharing};
pub use self::service::Service;
pub use self::slot::Slot;
#[cfg(feature = "command")]
pub(crate) use self::snapshot::dependencies;
pub use self::start::NotStarted;
pub use self::stop::NotStopped;
pub use self::swapped::Swapped;
#[cfg(feature = "command")]
pub use self::tagged::{PlainTag, TagOf};
#[cfg(feature = "command")]
pub(crate) use self::want::Ended;
#[cfg(feature = "command")]
pub(crate) use self::want::all;
#[cfg(feature = "command")]
pub use self::want::{Begun, Spot, Waiting, Want, Wants, want};
pub use self::watch::Watch;
#[cfg(feature = "command")]
pub use self::wish::{PlainWish, Wish, WishOf};
use crate::error::SettingsError;
use crate::registry::Registry;

/// Provides a value in the registry in scope, for all who ask for its type: [`Registry::provide`].
///
/// ```
/// # use std::sync::Arc;
/// # trait Db: Send + Sync {} struct Postgres; impl Db for Postgres {}
/// dyno::provide::<dyn Db>(Arc::new(Postgres))?;
/// # Ok::<(), dyno::SettingsError>(())
/// ```
///
/// # Errors
///
/// [`SettingsError::Provided`] where one is provided already, with both places.
#[track_caller]
pub fn provide<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) -> Result<(), SettingsError> {
    Registry::current().provide(value)
}

/// Provides a value in the registry in scope until the guard is dropped: [`Registry::swap`].
///
/// ```standalone_crate
/// # use std::sync::Arc;
/// # trait Db: Send + Sync { fn rows(&self) -> u32; }
/// # struct Fake(u32); impl Db for Fake { fn rows(&self) -> u32 { self.0 } }
/// #[dyno::inject]
/// fn rows(#[inject] db: Arc<dyn Db>) -> Result<u32, dyno::Error> {
///     Ok(db.rows())
/// }
///
/// let swapped = dyno::swap::<dyn Db>(Arc::new(Fake(7)));
/// assert_eq!(rows()?, 7);
/// drop(swapped);
/// assert!(rows().is_err());
/// # Ok::<(), dyno::Error>(())
/// ```
#[track_caller]
pub fn swap<T: ?Sized + Send + Sync + 'static>(value: Arc<T>) -> Swapped {
    Registry::current().swap(value)
}

/// Runs a future in a registry of its own, a child of the one in scope: whatever it provides or swaps, nobody outside sees. Cancel safe if
/// `future` is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # use std::sync::Arc;
/// dyno::scope(async {
///     dyno::provide::<str>("in here".into()).unwrap();
///     assert_eq!(&*dyno::Registry::current().get::<str>().unwrap(), "in here");
/// })
/// .await;
/// assert!(dyno::Registry::current().get::<str>().is_err());
/// # }
/// ```
pub async fn scope<F: Future>(future: F) -> F::Output {
    Registry::current().child().scope(future).await
}
