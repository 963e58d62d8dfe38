//! Which registry is in scope: by guard, by future, and by thread of a runtime.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::pin;

use crate::registry::Registry;
use crate::stats::Concern;
use crate::sync::{AtomicU64, Ordering};

#[cfg(not(dyno_loom))]
static LIVING: Living = Living(AtomicU64::new(0));
#[cfg(dyno_loom)]
static LIVING: std::sync::LazyLock<Living> = std::sync::LazyLock::new(Living::default);

thread_local! {
    static IN_SCOPE: RefCell<Option<Registry>> = const { RefCell::new(None) };
}

/// Keeps an instance in scope on this thread until it is dropped. Drop guards in the reverse order of entering.
#[must_use = "the scope ends when the guard is dropped"]
#[derive(Debug)]
pub struct Entered {
    before: Option<Registry>,
    not_send: PhantomData<*const ()>,
}

impl Registry {
    /// Brings this registry into scope on this thread until the guard is dropped. Not across an await: see [`Registry::scope`].
    pub fn enter(&self) -> Entered {
        let before = replace(Some(self.clone()));
        Entered { before, not_send: PhantomData }
    }

    /// Brings this registry into scope on all threads of a runtime that is about to be built, those for blocking work as well: whatever is
    /// spawned there sees it. The thread that blocks on the runtime enters it by itself. This is the builder's `on_thread_start`.
    ///
    /// ```
    /// use dyno::{Breaker, Registry};
    ///
    /// let tenant = Registry::new();
    /// let runtime = tenant.scope_runtime(&mut tokio::runtime::Builder::new_multi_thread()).build()?;
    /// let build = async { Breaker::builder("letters").build().is_ok() };
    /// assert!(runtime.block_on(async { tokio::spawn(build).await })?);
    /// assert!(dyno::breaker("letters").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "command")]
    pub fn scope_runtime<'a>(&self, builder: &'a mut tokio::runtime::Builder) -> &'a mut tokio::runtime::Builder {
        let registry = self.clone();
        builder.on_thread_start(move || _ = replace(Some(registry.clone())))
    }

    /// Brings this registry into scope while the future is polled, on whatever thread. It does not follow what that spawns:
    /// hand it on with `let here = Registry::current(); tokio::spawn(async move { here.scope(work).await })`, or give it a
    /// runtime by [`Registry::scope_runtime`], as `#[dyno::test]` does. Cancel safe if `future` is.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use dyno::{Breaker, Registry};
    ///
    /// let tenant = Registry::new();
    /// let kept = tenant.scope(async { Breaker::builder("mail").build() }).await;
    /// assert!(kept.is_ok() && dyno::breaker("mail").is_err());
    /// # }
    /// ```
    pub async fn scope<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            let _entered = self.enter();
            future.as_mut().poll(cx)
        })
        .await
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        replace(self.before.take());
    }
}

/// Brings a registry into scope and gives the one that was. A thread that is ending has no scope any more.
fn replace(registry: Option<Registry>) -> Option<Registry> {
    let is_instance = registry.as_ref().is_some_and(Registry::is_instance);
    let before = IN_SCOPE.try_with(|scope| scope.replace(registry)).ok()?;
    Concern::Scope.set(is_instance);
    before
}

/// Tells whether no instance lives, by one relaxed load: whoever has entered one has seen the gate rise.
#[inline]
pub(crate) fn is_global_in_use() -> bool {
    LIVING.is_none()
}

/// The instance in scope, unless that is the global registry.
pub(crate) fn instance_in_scope() -> Option<Registry> {
    if is_global_in_use() {
        return None;
    }
    let in_scope = IN_SCOPE.try_with(|scope| scope.borrow().clone()).ok().flatten()?;
    in_scope.is_instance().then_some(in_scope)
}

/// Counts a living instance.
pub(crate) struct Gate(());

impl Gate {
    pub(crate) fn raise() -> Self {
        LIVING.begin();
        Self(())
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        LIVING.end();
    }
}

/// How many instances live. While none does, call sites go straight to the global registry.
///
/// Relaxed is enough: an instance comes to a thread by way of something that orders its beginning before, and whatever is
/// read after that counts it, until its end.
#[derive(Debug, Default)]
struct Living(AtomicU64);

impl Living {
    #[inline]
    fn is_none(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    fn begin(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::{Arc, Mutex};
    use loom::thread;

    use super::Living;

    /// One instance is handed to another thread while others begin and end.
    #[test]
    fn loom_whoever_has_an_instance_has_seen_the_gate_rise() {
        loom::model(|| {
            let shared = Arc::new((Living::default(), Mutex::new(false)));
            let receiver = thread::spawn({
                let shared = Arc::clone(&shared);
                move || {
                    let (living, handed) = &*shared;
                    if *handed.lock().unwrap() {
                        assert!(!living.is_none());
                        living.end();
                    }
                }
            });
            let other = thread::spawn({
                let shared = Arc::clone(&shared);
                move || {
                    let (living, _) = &*shared;
                    living.begin();
                    assert!(!living.is_none());
                    living.end();
                }
            });
            let (living, handed) = &*shared;
            living.begin();
            *handed.lock().unwrap() = true;
            other.join().unwrap();
            receiver.join().unwrap();
        });
    }
}
