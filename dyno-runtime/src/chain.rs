//! Which makings the work on this thread is part of, and which of them wait for which, so that one that would wait for itself is told so,
//! be it by way of others. A making is that of a value of a cache, or of a dependency.

use std::cell::RefCell;
use std::iter;
use std::mem::take;
use std::ptr;
use std::sync::{Arc, Weak};

#[cfg(feature = "cache")]
use crate::stats::Concern;
use crate::sync::{Mutex, lock};

thread_local! {
    static MAKING: RefCell<Chain> = const { RefCell::new(Chain(None)) };
}

/// What a flight is known by, and which others those wait for who make its value. Its lock is ours alone.
#[derive(Debug)]
pub(crate) struct Node {
    name: Option<Arc<str>>,
    awaited: Mutex<Vec<Weak<Node>>>,
}

/// The flights whose makings some work is part of, as far as they are at work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain(Option<Arc<[Weak<Node>]>>);

/// A wait of those flights for another one. Whoever is about to wait for them meanwhile can see it.
#[derive(Debug)]
pub(crate) struct Awaiting {
    chain: Chain,
    awaited: Weak<Node>,
}

impl Chain {
    /// That of the work on this thread.
    pub(crate) fn here() -> Self {
        MAKING.try_with(|making| making.borrow().clone()).unwrap_or_default()
    }

    /// The making of this flight, begun here.
    pub(crate) fn with(node: &Arc<Node>) -> Self {
        let here = Self::here();
        let at_work = here.all().iter().filter(|node| node.strong_count() > 0).cloned();
        Self(Some(at_work.chain([Arc::downgrade(node)]).collect()))
    }

    /// The making of this alone: whoever began it may wait for it, and may not.
    #[cfg(feature = "inject")]
    pub(crate) fn of(node: &Arc<Node>) -> Self {
        Self(Some([Arc::downgrade(node)].into()))
    }

    /// Tells by which way the work on this thread is part of a making of this very name.
    #[cfg(feature = "inject")]
    pub(crate) fn way_from(&self, name: &Arc<str>) -> Option<Vec<Arc<str>>> {
        let names: Vec<_> = self.at_work().filter_map(|node| node.name.clone()).collect();
        let first = names.iter().position(|known| Arc::ptr_eq(known, name))?;
        Some(names[first..].to_vec())
    }

    /// Tells whether the work on this thread is part of a making.
    #[cfg(feature = "cache")]
    pub(crate) fn is_there() -> bool {
        Concern::Making.is_there()
    }

    /// Tells whether the making of that flight is among them.
    #[cfg(feature = "cache")]
    pub(crate) fn has(&self, node: &Arc<Node>) -> bool {
        self.all().iter().any(|one| ptr::eq(one.as_ptr(), Arc::as_ptr(node)))
    }

    /// Waits for a making from now on.
    ///
    /// # Errors
    ///
    /// The names on the way, if that would be for ever: from whoever is awaited to who waits for it.
    pub(crate) fn awaits(self, node: &Arc<Node>) -> Result<Awaiting, Vec<Arc<str>>> {
        let awaiting = Awaiting { awaited: Arc::downgrade(node), chain: self };
        // First it can be seen, then it looks: of two who are about to wait for each other at least one sees the other.
        for waits in awaiting.chain.at_work() {
            lock(&waits.awaited).push(awaiting.awaited.clone());
        }
        match awaiting.cycle(node) {
            None => Ok(awaiting),
            Some(names) => Err(names),
        }
    }

    /// Runs work that is part of it.
    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        struct Restore(Chain);
        impl Drop for Restore {
            fn drop(&mut self) {
                drop(replace(take(&mut self.0)));
            }
        }
        let _restore = Restore(replace(self.clone()));
        work()
    }

    fn all(&self) -> &[Weak<Node>] {
        self.0.as_deref().unwrap_or_default()
    }

    fn at_work(&self) -> impl Iterator<Item = Arc<Node>> {
        self.all().iter().filter_map(Weak::upgrade)
    }
}

impl Node {
    pub(crate) fn new(name: Option<Arc<str>>) -> Arc<Self> {
        Arc::new(Self { name, awaited: Mutex::new(Vec::new()) })
    }
}

impl Awaiting {
    /// Tells by which way whoever is awaited waits for one of those who wait.
    fn cycle(&self, node: &Arc<Node>) -> Option<Vec<Arc<str>>> {
        if self.chain.all().is_empty() {
            return None;
        }
        // Each with its place in the list of the one that waits for it.
        let (mut seen, mut next) = (vec![(node.clone(), None)], 0);
        while let Some((node, _)) = seen.get(next).cloned() {
            if self.chain.all().iter().any(|waits| ptr::eq(waits.as_ptr(), Arc::as_ptr(&node))) {
                let way = iter::successors(Some(next), |at| seen[*at].1);
                let mut names: Vec<_> = way.filter_map(|at| seen[at].0.name.clone()).collect();
                names.reverse();
                return Some(names);
            }
            let awaited: Vec<_> = lock(&node.awaited).iter().filter_map(Weak::upgrade).collect();
            for node in awaited {
                if !seen.iter().any(|(seen, _)| Arc::ptr_eq(seen, &node)) {
                    seen.push((node, Some(next)));
                }
            }
            next += 1;
        }
        None
    }
}

impl Drop for Awaiting {
    fn drop(&mut self) {
        for waits in self.chain.at_work() {
            let mut awaited = lock(&waits.awaited);
            let mine = awaited.iter().position(|other| other.ptr_eq(&self.awaited));
            mine.map(|at| awaited.swap_remove(at));
        }
    }
}

/// Sets the chain of the work on this thread, unless the thread is about to end and has none any more.
fn replace(chain: Chain) -> Chain {
    #[cfg(feature = "cache")]
    Concern::Making.set(!chain.all().is_empty());
    MAKING.try_with(|making| making.replace(chain)).unwrap_or_default()
}
