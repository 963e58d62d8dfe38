//! The cache of a function: what its calls find there, and the making of what they do not.
//!
//! A making is a call of its own, of a state of its own (`State::maker`): it has the policies and the counters of attempts, and the calls that
//! ask have the cache, the fallback and the time that they wait. So a making can outlive whoever began it, and serve many.

mod away;
mod made;
mod stores;
mod wait;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use once_cell::race::OnceBox;

#[cfg(feature = "pool")]
pub use self::away::on_pool;
pub use self::away::on_runtime;
pub use self::made::{Detached, PlainDetached, led, led_sync};
use self::stores::Value;
pub use self::stores::{Cached, PlainCached, PlainCopied, PlainShared, Shares, Stores};
use self::wait::wait_for_value;
use crate::cache::{Asked, CacheBuilder, Core, Kept, Shared};
use crate::clock::{Deadline, Limit};
use crate::command::admitted::Admitted;
use crate::command::attempt::Attempt;
use crate::command::call::Call;
use crate::command::returns::Ended;
use crate::command::spec::{Blueprint, Declaration, evaluated};
use crate::command::state::{State, StateRef};
use crate::command::task::dropped;
use crate::command::wait::Waited;
use crate::error::Error;
use crate::outcome::{Outcome, Verdict};
use crate::registry::Registry;
use crate::sync::{Mutex, lock};

/// A store, whatever its types are.
type Erased = Arc<dyn Any + Send + Sync>;

/// The cache of a command. A generic function has a store for each of its instances, and a method one for each instance of its impl.
#[derive(Debug)]
pub(crate) struct Caching {
    core: Arc<Core>,
    /// That which was asked for first, which is all there is of most.
    first: OnceBox<Box<dyn Any + Send + Sync>>,
    others: Mutex<HashMap<(TypeId, Option<TypeId>), Erased>>,
}

impl Caching {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core, first: OnceBox::new(), others: Mutex::new(HashMap::new()) }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// The store for these types, of a method of that one.
    #[inline]
    pub(super) fn with<K, V, R>(&self, owner: Option<TypeId>, look: impl FnOnce(&Arc<Shared<K, V>>) -> R) -> R
    where
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        match self.first.get().and_then(|first| first.downcast_ref::<Arc<Shared<K, V>>>()) {
            Some(shared) if shared.is_of(owner) => look(shared),
            _ => look(&self.other(owner)),
        }
    }

    #[cold]
    fn other<K: Send + Sync + 'static, V: Send + Sync + 'static>(&self, owner: Option<TypeId>) -> Arc<Shared<K, V>> {
        let first = self.first.get_or_init(|| Box::new(Box::new(self.core.store_of::<K, V>(owner))));
        if let Some(shared) = first.downcast_ref::<Arc<Shared<K, V>>>().filter(|shared| shared.is_of(owner)) {
            return shared.clone();
        }
        let mut others = lock(&self.others);
        let kept = others.entry((TypeId::of::<(K, V)>(), owner)).or_insert_with(|| self.core.store_of::<K, V>(owner));
        kept.clone().downcast().unwrap_or_else(|_| unreachable!("it is found by its types"))
    }
}

/// Makes the state of a command: where there is a cache one for those who ask, and in it one for the makings.
pub(super) fn with_cache(
    command: Blueprint,
    registry: &Registry,
    all: impl Fn() -> Vec<&'static Declaration>,
) -> State {
    let maker = State::new(&command, registry, all);
    let Blueprint { name, place, origin, spec } = command;
    let Some(declare) = spec.cache else { return maker };
    let builder = evaluated(&name, place, || declare(CacheBuilder::new(name.clone(), origin.clone())));
    let (core, problem) = match builder.core_of_its_own(registry) {
        Ok(core) => (core, None),
        // The problem keeps it from being called.
        Err(problem) => {
            (CacheBuilder::<(), ()>::new(name.clone(), origin.clone()).unregistered(registry), Some(problem))
        }
    };
    let spec = spec.of_calls();
    let state = State::new(&Blueprint { name, place, origin, spec }, registry, Vec::new);
    state.cached(Caching::new(core), maker, problem)
}

/// What a call finds in its cache.
#[derive(Debug)]
pub enum Found<K, V> {
    /// A value that is good.
    Hit(V),
    /// Nothing so simple.
    Other(Box<Result<Asked<K, V>, Error>>),
}

/// What makes the values of a cache: a call of its own.
#[derive(Debug)]
pub struct Maker(Arc<State>);

impl Maker {
    /// The same again, where `Clone` may not be in scope.
    #[must_use]
    pub fn another(&self) -> Self {
        Self(self.0.clone())
    }

    /// Begins to make one.
    #[must_use]
    pub fn call(&self) -> Call {
        Call::of(StateRef::Instance(self.0.clone()), false)
    }

    /// Names the cache.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        self.0.name().clone()
    }
}

/// The instance of an impl or a trait whose method that closure stands in: its type has all that they are generic over.
#[inline]
#[must_use]
pub fn owner<F>(_: &F) -> Option<TypeId> {
    Some(typeid::of::<F>())
}

impl<Q> Admitted<'_, Q> {
    /// Looks for a value, of a method among those of its `owner`.
    #[inline]
    pub fn find<K, S: Stores<Value: Value>>(
        &mut self,
        _: S,
        key: &impl Kept<K>,
        owner: Option<TypeId>,
    ) -> Found<K, S::Value>
    where
        K: Clone + Send + Sync + 'static,
    {
        // Keys and values are the user's.
        let state = self.state();
        self.spare(|| {
            let caching = state.caching().unwrap_or_else(|| unreachable!("only sites with a cache look into it"));
            caching.with::<K, S::Value, _>(owner, |shared| {
                let hash = shared.hash(key);
                match shared.hit(hash, key) {
                    Ok(entry) => match entry.value() {
                        Some(value) => Found::Hit(value.clone()),
                        None => Found::Other(Box::new(Ok(Asked::found(entry)))),
                    },
                    Err(looked) => {
                        let limit = state.timeout().map(Limit::duration);
                        Found::Other(Box::new(shared.look(key, looked, limit, || state.guarded().is_open())))
                    }
                }
            })
        })
    }

    /// Gives what makes what is not there.
    #[must_use]
    pub fn maker(&self) -> Maker {
        let maker = self.state().maker().cloned();
        Maker(maker.unwrap_or_else(|| unreachable!("only sites with a cache have values to make")))
    }

    /// Awaits what is made or waited for, until the time of the call is up. What is not async may have no runtime: `is_async` tells.
    pub fn run_cached<R, F>(
        self,
        made: Pin<&mut F>,
        is_async: bool,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> impl Future<Output = Ended<R>>
    where
        F: Future<Output = Result<R, Error>>,
    {
        self.into_attempt().run_cached(made, is_async, judge, tell)
    }

    /// Makes the value, or waits for it, on this thread.
    pub fn run_cached_sync<R>(
        self,
        made: impl FnOnce() -> Result<R, Error>,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> Ended<R> {
        self.into_attempt().run_cached_sync(made, judge, tell)
    }
}

impl Attempt<'_> {
    async fn run_cached<R, F>(
        mut self,
        made: Pin<&mut F>,
        is_async: bool,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> Ended<R>
    where
        F: Future<Output = Result<R, Error>>,
    {
        if self.0.is_left() {
            return dropped().await;
        }
        let own = self.0.limit();
        let error = match wait_for_value(&mut self, made, own, !is_async).await {
            Ok(Waited { returned: Ok(returned), deadline }) => {
                return self.judge(returned, judge, tell, |_| None, deadline);
            }
            Ok(Waited { returned: Err(error), .. }) => {
                self.was_refused(&error);
                error
            }
            Err(stopped) => self.0.full().stop(&stopped, own),
        };
        if self.0.full().leaves(&error) {
            return dropped().await;
        }
        Ended::Refused(error.into())
    }

    fn run_cached_sync<R>(
        mut self,
        made: impl FnOnce() -> Result<R, Error>,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> Ended<R> {
        self.0.waits(Deadline::now());
        match self.watch(made) {
            Ok(returned) => self.judge(returned, judge, tell, |_| None, None),
            Err(error) => {
                self.was_refused(&error);
                self.0.full().tell_refusal(&error);
                Ended::Refused(error.into())
            }
        }
    }

    /// Ends as its making did.
    fn was_refused(&mut self, error: &Error) {
        self.0.full().outcome = match error {
            Error::Timeout { .. } => Outcome::Timeout,
            error if error.is_rejection() => Outcome::Rejected,
            _ => Outcome::Failure,
        };
    }
}
