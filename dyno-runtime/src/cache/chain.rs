//! Which flights the work on this thread is part of, and which flights wait for which, so that a making that would wait for itself is told so,
//! be it by way of others.

use std::cell::RefCell;
use std::mem::take;
use std::ptr;
use std::sync::{Arc, Weak};

use crate::sync::{Mutex, lock};

thread_local! {
    static MAKING: RefCell<Chain> = const { RefCell::new(Chain(None)) };
}

/// What a flight is known by, and which others those wait for who make its value. Its lock is ours alone.
#[derive(Debug)]
pub(super) struct Node {
    awaited: Mutex<Vec<Weak<Node>>>,
}

/// The flights whose makings some work is part of, as far as they are at work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain(Option<Arc<[Weak<Node>]>>);

/// A wait of those flights for another one. Whoever is about to wait for them meanwhile can see it.
#[derive(Debug)]
pub(super) struct Awaiting {
    chain: Chain,
    awaited: Weak<Node>,
}

impl Chain {
    /// That of the work on this thread.
    pub(crate) fn here() -> Self {
        MAKING.try_with(|making| making.borrow().clone()).unwrap_or_default()
    }

    /// The making of this flight, begun here.
    pub(super) fn with(node: &Arc<Node>) -> Self {
        let here = Self::here();
        let at_work = here.all().iter().filter(|node| node.strong_count() > 0).cloned();
        Self(Some(at_work.chain([Arc::downgrade(node)]).collect()))
    }

    /// Waits for a flight from now on; `None` if that would be for ever.
    pub(super) fn awaits(self, node: &Arc<Node>) -> Option<Awaiting> {
        let awaiting = Awaiting { awaited: Arc::downgrade(node), chain: self };
        // First it can be seen, then it looks: of two who are about to wait for each other at least one sees the other.
        for waits in awaiting.chain.at_work() {
            lock(&waits.awaited).push(awaiting.awaited.clone());
        }
        (!awaiting.is_for_ever(node)).then_some(awaiting)
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
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { awaited: Mutex::new(Vec::new()) })
    }
}

impl Awaiting {
    /// Tells whether who is awaited waits for one of those who wait.
    fn is_for_ever(&self, node: &Arc<Node>) -> bool {
        if self.chain.all().is_empty() {
            return false;
        }
        let (mut seen, mut next) = (vec![node.clone()], 0);
        while let Some(node) = seen.get(next).cloned() {
            if self.chain.all().iter().any(|waits| ptr::eq(waits.as_ptr(), Arc::as_ptr(&node))) {
                return true;
            }
            let awaited: Vec<_> = lock(&node.awaited).iter().filter_map(Weak::upgrade).collect();
            for node in awaited {
                if !seen.iter().any(|seen| Arc::ptr_eq(seen, &node)) {
                    seen.push(node);
                }
            }
            next += 1;
        }
        false
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
    MAKING.try_with(|making| making.replace(chain)).unwrap_or_default()
}
