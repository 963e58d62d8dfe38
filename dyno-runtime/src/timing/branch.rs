//! What goes on one step at a time: a thread in a scope, a future, a span. What it times nests in what it began before.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::sync::plain::{AtomicU32, AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};
use crate::timing::ambient;
use crate::timing::label::label;
use crate::timing::state::{Id, Log};

/// What all handles of a timer share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) clock: Clock,
    /// When it was built ..
    pub(super) built: Moment,
    /// .. and since 1970: read once, so that what is printed twice is the same.
    pub(super) began: Duration,
    /// Only what is ours runs under it.
    pub(super) log: Mutex<Log>,
}

/// A branch of the tree. It is entered by one thread at a time, as a rule; where a span is entered by several, they take turns.
#[derive(Debug)]
pub struct Branch {
    pub(super) shared: Arc<Shared>,
    /// Under which all of it nests, also when that has ended: what was begun there may outlive it.
    base: Option<Id>,
    /// What it began last, as a word, or what was innermost when that was last asked for: open, or ended by now.
    at: AtomicU32,
    /// The processor's time that it took, in nanoseconds, less that of threads that are in it.
    spent: AtomicU64,
}

/// An interval that was begun. It ends when this is dropped.
#[derive(Debug)]
#[must_use = "an interval that is dropped at once ends at once"]
pub struct Begun {
    branch: Arc<Branch>,
    /// Nothing where there was no room for it.
    id: Option<Id>,
    /// The processor's time of the branch when it began.
    cpu: Option<u64>,
    /// Its own branch, if it is that of a future or a span.
    inside: Option<Arc<Branch>>,
}

impl Branch {
    pub(super) fn new(shared: Arc<Shared>, base: Option<Id>) -> Arc<Self> {
        Arc::new(Self { shared, base, at: AtomicU32::new(Id::word(base)), spent: AtomicU64::new(0) })
    }

    /// Makes another one that nests in what is innermost here.
    pub(super) fn fork(&self) -> Arc<Self> {
        let base = self.innermost(&lock(&self.shared.log));
        Self::new(self.shared.clone(), base)
    }

    /// Begins an interval.
    pub fn begin(self: Arc<Self>, name: impl Display) -> Begun {
        self.begin_as(label(name))
    }

    /// Begins an interval that has a name.
    pub(super) fn begin_as(self: Arc<Self>, name: Arc<str>) -> Begun {
        let id = self.enter(name, |id| self.at.store(Id::word(Some(id)), Relaxed));
        let cpu = id.and_then(|_| ambient::cpu_of(&self));
        Begun { branch: self, id, cpu, inside: None }
    }

    /// Begins an interval that has a branch of its own. What is begun here meanwhile does not nest in it.
    pub(super) fn begin_inside(self: Arc<Self>, name: Arc<str>) -> (Begun, Arc<Self>) {
        let id = self.enter(name, |_| ());
        let inside = match id {
            Some(_) => Self::new(self.shared.clone(), id),
            None => self.fork(),
        };
        (Begun { branch: self, id, cpu: None, inside: Some(inside.clone()) }, inside)
    }

    /// Notes a mark.
    pub(super) fn mark(&self, name: Arc<str>) {
        let mut log = lock(&self.shared.log);
        let parent = self.innermost(&log);
        log.mark(parent, name, self.shared.clock.now());
    }

    /// The processor's time of the threads that have left it.
    pub(super) fn spent(&self) -> u64 {
        self.spent.load(Relaxed)
    }

    pub(super) fn spend(&self, nanos: u64) {
        self.spent.fetch_add(nanos, Relaxed);
    }

    fn enter(&self, name: Arc<str>, follow: impl FnOnce(Id)) -> Option<Id> {
        let mut log = lock(&self.shared.log);
        let parent = self.innermost(&log);
        // Read under the lock, so that the order in which things are written down is that of their time.
        log.begin(parent, name, self.shared.clock.now()).inspect(|id| follow(*id))
    }

    fn innermost(&self, log: &Log) -> Option<Id> {
        let innermost = log.innermost(Id::from_word(self.at.load(Relaxed)), self.base);
        // What has ended stays so: nobody goes that way again.
        self.at.store(Id::word(innermost), Relaxed);
        innermost
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        let cpu = match &self.inside {
            Some(inside) => ambient::all_cpu_of(inside),
            None => self.cpu.and_then(|before| Some(ambient::cpu_of(&self.branch)?.saturating_sub(before))),
        };
        let shared = &self.branch.shared;
        let mut log = lock(&shared.log);
        log.end(id, shared.clock.now(), cpu);
    }
}
