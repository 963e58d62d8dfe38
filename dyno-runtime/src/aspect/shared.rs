//! What lives under the name of a join point: a chain for each signature that has it, and which signatures these are.

use std::any::{TypeId, type_name};
use std::sync::Arc;

use crate::aspect::chain::{Chain, Filters, Link};
use crate::aspect::error::AspectError;
use crate::error::UnknownName;
use crate::registry::{Declared, Registry};
use crate::sync::{ArcSwapOption, AtomicU64, Mutex, Ordering, lock};

/// How many filters there are: all that a call looks at while there are none.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    #[inline]
    pub(super) fn is_none(&self) -> bool {
        self.get() == 0
    }

    pub(super) fn len(&self) -> usize {
        usize::try_from(self.get()).unwrap_or(usize::MAX)
    }

    #[inline]
    fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// The chain of one signature under one name.
pub(crate) struct Shared<Args, R> {
    name: Arc<Name>,
    of: TypeId,
    count: Arc<Count>,
    /// Nothing, rather than a chain without filters.
    chain: ArcSwapOption<Chain<Args, R>>,
    /// Held by whoever puts another chain in place, so that the count is that of the last.
    writing: Mutex<()>,
}

/// A name, as long as a chain lives under it.
pub(crate) struct Name {
    name: Arc<str>,
    signatures: Mutex<Vec<Signature>>,
}

struct Signature {
    of: TypeId,
    args: &'static str,
    returns: &'static str,
}

impl<Args: 'static, R: 'static> Shared<Args, R> {
    /// Finds what lives under that name and has these types.
    pub(super) fn find(registry: &Registry, name: &str) -> Result<Arc<Self>, AspectError> {
        registry.find(name).ok_or_else(|| {
            Self::of_others(registry, name).unwrap_or_else(|| {
                let known = registry.all::<Name>().into_iter().map(|(name, _)| name.to_string());
                AspectError::Unknown(UnknownName::new("aspect", name, known.collect()))
            })
        })
    }

    /// Shares what lives under that name, or makes it.
    pub(super) fn named(registry: &Registry, name: &Arc<str>) -> Result<Arc<Self>, AspectError> {
        match registry.find(name) {
            Some(living) => Ok(living),
            None => Self::of_others(registry, name).map_or_else(|| Ok(Self::declare(registry, name)), Err),
        }
    }

    /// The same, whatever other signatures have the name: the functions of one name have a chain for each.
    pub(super) fn declare(registry: &Registry, name: &Arc<str>) -> Arc<Self> {
        let (Declared::Now(known) | Declared::Before(known)) =
            registry.declare(name, || Name { name: name.clone(), signatures: Mutex::default() });
        let (Declared::Now(shared) | Declared::Before(shared)) = registry.declare(name, || Self::new(known.clone()));
        shared
    }

    fn new(name: Arc<Name>) -> Self {
        let of = TypeId::of::<Self>();
        lock(&name.signatures).push(Signature { of, args: type_name::<Args>(), returns: type_name::<R>() });
        Self { name, of, count: Arc::default(), chain: ArcSwapOption::empty(), writing: Mutex::new(()) }
    }

    /// Says that others have the name, if any has.
    fn of_others(registry: &Registry, name: &str) -> Option<AspectError> {
        let living = registry.find::<Name>(name)?;
        let signatures = lock(&living.signatures);
        let Signature { args, returns, .. } =
            signatures.iter().find(|signature| signature.of != TypeId::of::<Self>())?;
        Some(AspectError::OtherTypes {
            name: living.name.clone(),
            asked: format!("{} -> {}", type_name::<Args>(), type_name::<R>()),
            living: format!("{args} -> {returns}"),
        })
    }
}

impl<Args, R> Shared<Args, R> {
    pub(super) fn name(&self) -> &Arc<str> {
        &self.name.name
    }

    pub(super) fn len(&self) -> usize {
        self.count.len()
    }

    #[cfg(feature = "command")]
    pub(super) fn count(&self) -> &Arc<Count> {
        &self.count
    }

    /// The chain as it is now, unless it is empty: one load then.
    #[inline]
    pub(super) fn found(&self) -> Option<Filters<Args, R>> {
        if self.count.is_none() { None } else { self.chain.load_full().map(Filters) }
    }

    pub(super) fn replace(&self, chain: Chain<Args, R>) {
        self.change(|_| chain);
    }

    pub(super) fn push(&self, link: Link<Args, R>) {
        self.change(|chain| chain.unwrap_or(&Chain::default()).with(link));
    }

    /// Puts another chain in place. What was there is dropped behind the lock, as it is the user's.
    fn change(&self, new: impl FnOnce(Option<&Chain<Args, R>>) -> Chain<Args, R>) {
        let writing = lock(&self.writing);
        let before = self.chain.load_full();
        let new = new(before.as_deref());
        let count = new.len();
        let old = self.chain.swap((count > 0).then(|| Arc::new(new)));
        self.count.0.store(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Release);
        drop(writing);
        drop((before, old));
    }
}

impl<Args, R> Drop for Shared<Args, R> {
    fn drop(&mut self) {
        let mut signatures = lock(&self.name.signatures);
        // One of them: another of the same types may have the name by now.
        let at = signatures.iter().position(|signature| signature.of == self.of);
        at.map(|at| signatures.remove(at));
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use std::sync::Arc;

    use loom::thread;

    use super::{Chain, Mutex, Name, Shared};
    use crate::aspect::chain::linked;

    fn shared() -> Arc<Shared<(), ()>> {
        let name = Name { name: "loom".into(), signatures: Mutex::new(Vec::new()) };
        Arc::new(Shared::new(Arc::new(name)))
    }

    fn chain(len: usize) -> Chain<(), ()> {
        (0..len).fold(Chain::default(), |chain, _| chain.with(linked(|(), _| ())))
    }

    #[test]
    fn loom_a_call_finds_a_whole_chain_or_none_and_then_the_last() {
        loom::model(|| {
            let shared = shared();
            let writers = [0, 2].map(|len| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.replace(chain(len)))
            });
            if let Some(found) = shared.found() {
                assert_eq!(found.0.len(), 2);
            }
            for writer in writers {
                writer.join().unwrap();
            }
            let found = shared.found().map_or(0, |found| found.0.len());
            let there = shared.chain.load_full().map_or(0, |chain| chain.len());
            assert_eq!((found, shared.len()), (there, there));
        });
    }
}
