//! What lives under the name of a join point: a chain for each signature that has it, and which signatures these are.

use std::any::{TypeId, type_name};
use std::iter::successors;
use std::panic::Location;
use std::sync::Arc;

use crate::aspect::chain::{Chain, Filters, Link};
use crate::aspect::error::AspectError;
use crate::error::UnknownName;
use crate::registry::{Declared, Registry};
use crate::settings::Origin;
use crate::sync::{ArcSwapOption, AtomicU64, Mutex, Ordering, lock};

/// How many filters there are.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.get()).unwrap_or(usize::MAX)
    }

    #[inline]
    fn is_none(&self) -> bool {
        self.get() == 0
    }

    #[inline]
    fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    fn changes(&self, before: usize, after: usize) {
        let [before, after] = [before, after].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        // Round the end of the numbers where there are fewer: others of the same name add to it meanwhile.
        self.0.fetch_add(after.wrapping_sub(before), Ordering::AcqRel);
    }
}

/// The chain of one signature under one name.
pub(crate) struct Shared<Args, R> {
    name: Arc<Name>,
    of: TypeId,
    count: Arc<Count>,
    /// Nothing, rather than a chain without filters.
    chain: ArcSwapOption<Chain<Args, R>>,
    /// Held by whoever puts another chain in place, so that the count is that of the last; and who that was.
    writing: Mutex<Option<Origin>>,
    /// That of the registry's parent, whose filters stand round these.
    outer: Option<Arc<Self>>,
}

/// A name, as long as a function or a chain has it.
#[derive(Debug)]
pub(crate) struct Name {
    text: Arc<str>,
    signatures: Mutex<Vec<Signature>>,
    /// Those of all its chains: all that a call looks at while there are none.
    count: Count,
    /// That of the registry's parent.
    outer: Option<Arc<Self>>,
}

#[derive(Debug)]
struct Signature {
    of: TypeId,
    /// Whether a function has these types, and not only who has asked for them.
    is_called: bool,
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
        let outer = registry.parent().map(|parent| Self::declare(parent, name));
        let known = Name::declare(registry, name);
        let new = || Self::new(known.clone(), outer.clone());
        let (Declared::Now(shared) | Declared::Before(shared)) = registry.declare(name, new);
        shared
    }

    fn new(name: Arc<Name>, outer: Option<Arc<Self>>) -> Self {
        let of = TypeId::of::<Self>();
        lock(&name.signatures).push(Signature {
            of,
            is_called: false,
            args: type_name::<Args>(),
            returns: type_name::<R>(),
        });
        Self { name, of, count: Arc::default(), chain: ArcSwapOption::empty(), writing: Mutex::new(None), outer }
    }

    /// Says that others have the name, if any has.
    fn of_others(registry: &Registry, name: &str) -> Option<AspectError> {
        let living = registry.find::<Name>(name)?;
        let signatures = lock(&living.signatures);
        let others = || signatures.iter().filter(|signature| signature.of != TypeId::of::<Self>());
        let Signature { args, returns, .. } = others().find(|other| other.is_called).or_else(|| others().next())?;
        Some(AspectError::OtherTypes {
            name: living.text.clone(),
            asked: format!("{} -> {}", type_name::<Args>(), type_name::<R>()),
            living: format!("{args} -> {returns}"),
        })
    }
}

impl<Args, R> Shared<Args, R> {
    pub(super) fn name(&self) -> &Arc<str> {
        &self.name.text
    }

    pub(super) fn len(&self) -> usize {
        self.count.len()
    }

    /// Where the chain was put in place that is there now.
    #[cfg(feature = "command")]
    pub(super) fn origin(&self) -> Option<Origin> {
        lock(&self.writing).clone()
    }

    #[cfg(feature = "command")]
    pub(super) fn count(&self) -> &Arc<Count> {
        &self.count
    }

    /// The chain as it is now, with those round it, unless there are no filters: one load then.
    #[inline]
    pub(super) fn found(&self) -> Option<Filters<Args, R>> {
        if self.name.has_no_filters() { None } else { self.levels() }
    }

    /// The chain of this registry inside of those of its parents.
    pub(super) fn levels(&self) -> Option<Filters<Args, R>> {
        let levels = successors(Some(self), |level| level.outer.as_deref());
        let mut chains = levels.filter_map(|level| level.chain.load_full());
        let inner = chains.next()?;
        let whole = chains.fold(inner, |inner, outer| Arc::new(outer.round(&inner)));
        Some(Filters(whole))
    }

    #[track_caller]
    pub(super) fn replace(&self, chain: Chain<Args, R>) {
        self.change(|_| chain);
    }

    #[track_caller]
    pub(super) fn push(&self, link: Link<Args, R>) {
        self.change(|chain| chain.unwrap_or(&Chain::default()).with(link));
    }

    /// Puts another chain in place. What was there is dropped behind the lock, as it is the user's.
    #[track_caller]
    fn change(&self, new: impl FnOnce(Option<&Chain<Args, R>>) -> Chain<Args, R>) {
        let origin = Origin::configured(Location::caller());
        let mut writing = lock(&self.writing);
        let before = self.chain.load_full();
        let new = new(before.as_deref());
        let (was, is) = (before.as_ref().map_or(0, |before| before.len()), new.len());
        let old = self.chain.swap((is > 0).then(|| Arc::new(new)));
        self.count.changes(was, is);
        self.name.count.changes(was, is);
        *writing = Some(origin);
        drop(writing);
        drop((before, old));
    }
}

impl Name {
    pub(super) fn declare(registry: &Registry, name: &Arc<str>) -> Arc<Self> {
        let outer = registry.parent().map(|parent| Self::declare(parent, name));
        let new = || Self { text: name.clone(), signatures: Mutex::default(), count: Count::default(), outer };
        let (Declared::Now(known) | Declared::Before(known)) = registry.declare(name, new);
        known
    }

    #[cfg(feature = "command")]
    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Notes that a function has the chain of that type.
    #[cfg(feature = "command")]
    pub(super) fn note_call(&self, of: TypeId) {
        lock(&self.signatures).iter_mut().filter(|signature| signature.of == of).for_each(|it| it.is_called = true);
        self.outer.iter().for_each(|outer| outer.note_call(of));
    }

    /// Whether there are none, here and in the parents.
    #[inline]
    pub(super) fn has_no_filters(&self) -> bool {
        self.count.is_none() && self.outer.as_deref().is_none_or(Self::have_parents_none)
    }

    fn have_parents_none(&self) -> bool {
        self.has_no_filters()
    }
}

impl<Args, R> Drop for Shared<Args, R> {
    fn drop(&mut self) {
        self.name.count.changes(self.len(), 0);
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

    use super::{Chain, Count, Mutex, Name, Shared};
    use crate::aspect::chain::linked;

    fn shared() -> Arc<Shared<(), ()>> {
        let name =
            Name { text: "loom".into(), signatures: Mutex::new(Vec::new()), count: Count::default(), outer: None };
        Arc::new(Shared::new(Arc::new(name), None))
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
