//! One building of a service: by a builder of its own, which goes on whoever waits for it.

use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::thread;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::chain::{Chain, Node};
use crate::error::{Error, ServiceFailed};
use crate::inject::bound::Bound;
use crate::inject::changes::Changes;
use crate::inject::recipe::{Closes, Made, Recipe};
use crate::outcome::message;
use crate::registry::{Closing, Registry};
use crate::sync::block_on_future;
use crate::sync::plain::{AtomicU64, Ordering};

static WAITERS: AtomicU64 = AtomicU64::new(0);

/// A building, and who waits for it.
pub(super) struct Building<T: ?Sized> {
    name: Arc<str>,
    is_async: bool,
    node: Arc<Node>,
    done: OnceLock<Result<Arc<Bound<T>>, Error>>,
    changes: Changes,
}

/// What came of it: the service, or what stands in for it and why.
pub(super) enum Came<T: ?Sized> {
    Built(Arc<T>),
    StandsIn(Arc<T>, Error),
    Failed(Error),
}

impl<T: ?Sized + Send + Sync + 'static> Building<T> {
    /// The making that it is.
    pub(super) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    pub(super) fn new(recipe: &Recipe<T>) -> Arc<Self> {
        let (name, node) = (recipe.name.clone(), Node::new(Some(recipe.name.clone())));
        Arc::new(Self { name, is_async: recipe.is_async, node, done: OnceLock::new(), changes: Changes::default() })
    }

    /// Begins it in the scope of a registry; `ends` hears what came of it, once, whatever becomes of the runtime.
    pub(super) fn begin(
        self: &Arc<Self>,
        recipe: Arc<Recipe<T>>,
        registry: Registry,
        chain: Chain,
        ends: impl FnOnce(Came<T>) -> Option<Closing> + Send + 'static,
    ) {
        let ending = Ending { name: self.name.clone(), ends: Some(ends), of: PhantomData };
        let under_way = registry.built().begins(&self.name);
        let has_runtime = Handle::try_current().is_ok();
        let work = async move {
            // Until it has ended, and is closed if need be.
            let _under_way = under_way;
            let came = build(&recipe, &registry, &chain, has_runtime).await;
            if let Some(closing) = ending.with(came) {
                // Its registry was shut down meanwhile, and nobody is there to be told.
                let _ = closed(closing.work, &registry).await;
            }
        };
        match Handle::try_current() {
            Ok(runtime) if self.is_async => drop(runtime.spawn(work)),
            Ok(runtime) => drop(runtime.spawn_blocking(|| block_on_future(work))),
            // Without room for a thread the ending is dropped, and says so.
            Err(_) => {
                drop(thread::Builder::new().name(format!("building {}", self.name)).spawn(|| block_on_future(work)));
            }
        }
    }

    /// Ends it, and wakes whoever waits.
    pub(super) fn end(&self, done: Result<Arc<Bound<T>>, Error>) {
        if self.done.set(done).is_ok() {
            self.changes.tell();
        }
    }

    /// Waits until it has ended. Cancel safe: the building goes on.
    ///
    /// # Errors
    ///
    /// [`Error::ServiceFailed`], also where this would be for ever, because who waits is part of it.
    pub(super) async fn wait(&self) -> Result<Arc<Bound<T>>, Error> {
        let done = || self.done.get().cloned();
        if let Some(done) = done() {
            return done;
        }
        let waiter = Waiter { changes: &self.changes, number: WAITERS.fetch_add(1, Ordering::Relaxed) };
        let _awaiting = match Chain::here().awaits(&self.node) {
            Ok(awaiting) => awaiting,
            Err(way) => return Err(needs_itself(&self.name, &way)),
        };
        poll_fn(|cx| {
            waiter.changes.wait(waiter.number, cx.waker().clone());
            // After that, so that its end does not come between.
            done().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Tells why this thread must not block until it has ended, if it may be the one that has to build it.
    pub(super) fn needs_this_thread(&self) -> Option<Error> {
        let is_pending = self.is_async && self.done.get().is_none();
        (is_pending && is_the_only_thread()).then(|| needs_this_thread(&self.name))
    }
}

/// Who would wait for itself, and by which way.
pub(super) fn needs_itself(name: &Arc<str>, way: &[Arc<str>]) -> Error {
    let way: Vec<_> = way.iter().map(|name| format!("{name} -> ")).collect();
    let message = format!("it needs itself: {}{name}", way.concat());
    Error::from(ServiceFailed { name: name.clone(), message: message.into(), retry_after: None })
}

/// Whether this may be the only thread that a runtime has.
pub(super) fn is_the_only_thread() -> bool {
    let flavor = Handle::try_current().map(|runtime| runtime.runtime_flavor());
    matches!(flavor, Ok(RuntimeFlavor::CurrentThread))
}

/// What whoever blocks the one thread of a runtime is told.
pub(super) fn needs_this_thread(name: &Arc<str>) -> Error {
    let message = "it is built by an async function, and whoever asks blocks a thread of a runtime that has only one for such: let an \
                   async function ask, or have it built before by `Registry::start`";
    Error::from(ServiceFailed { name: name.clone(), message: message.into(), retry_after: None })
}

/// Does what blocks this thread: what waits behind it, be it a builder, goes to another one.
pub(crate) fn in_place<R>(work: impl FnOnce() -> R) -> R {
    let flavor = Handle::try_current().map(|runtime| runtime.runtime_flavor());
    match flavor {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

/// Builds it, or what stands in for it.
async fn build<T: ?Sized>(recipe: &Recipe<T>, registry: &Registry, chain: &Chain, has_runtime: bool) -> Came<T> {
    let failed = |message: String| {
        Error::from(ServiceFailed { name: recipe.name.clone(), message: message.into(), retry_after: None })
    };
    let error = match guarded(async { (recipe.build)().run().await }, registry, chain).await {
        Ok(built) => return Came::Built(built),
        Err(message) if recipe.is_async && !has_runtime => failed(format!(
            "{message} (it is built by an async function, and who asked is in no tokio runtime: ask inside of one, or have it \
             built before by `Registry::start`)"
        )),
        Err(message) => failed(message),
    };
    let Some(stand_in) = &recipe.stand_in else { return Came::Failed(error) };
    match guarded(async { stand_in(error.clone()).run().await }, registry, chain).await {
        Ok(other) => Came::StandsIn(other, error),
        Err(message) => Came::Failed(failed(format!("{error}; and what was to stand in for it: {message}"))),
    }
}

/// Polls the user's work in the scope of a registry, as part of a making; what it panics with is what it said.
async fn guarded<T: ?Sized>(work: impl Future<Output = Made<T>>, registry: &Registry, chain: &Chain) -> Made<T> {
    let mut work = pin!(registry.scope(work));
    poll_fn(|cx| caught(|| chain.run(|| work.as_mut().poll(cx)))).await
}

/// Closes a service in the scope of a registry; what its work panics with is what it said.
pub(super) async fn closed(work: Closes, registry: &Registry) -> Result<(), String> {
    let mut work = pin!(registry.scope(work));
    poll_fn(|cx| caught(|| work.as_mut().poll(cx))).await
}

fn caught<R>(poll: impl FnOnce() -> Poll<Result<R, String>>) -> Poll<Result<R, String>> {
    let polled = catch_unwind(AssertUnwindSafe(poll));
    polled.unwrap_or_else(|panic| Poll::Ready(Err(format!("it panicked: {}", message(&*panic)))))
}

/// Tells the end of a building, if need be that there was none.
struct Ending<T: ?Sized, E: FnOnce(Came<T>) -> Option<Closing>> {
    name: Arc<str>,
    ends: Option<E>,
    of: PhantomData<fn(Arc<T>)>,
}

impl<T: ?Sized, E: FnOnce(Came<T>) -> Option<Closing>> Ending<T, E> {
    fn with(mut self, came: Came<T>) -> Option<Closing> {
        self.ends.take()?(came)
    }
}

impl<T: ?Sized, E: FnOnce(Came<T>) -> Option<Closing>> Drop for Ending<T, E> {
    fn drop(&mut self) {
        let Some(ends) = self.ends.take() else { return };
        let message = "the runtime that built it has ended, or had no thread for it";
        ends(Came::Failed(Error::from(ServiceFailed {
            name: self.name.clone(),
            message: message.into(),
            retry_after: None,
        })));
    }
}

struct Waiter<'a> {
    changes: &'a Changes,
    number: u64,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.changes.leave(self.number);
    }
}
