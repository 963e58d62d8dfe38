//! Which branch this thread is in: what `time!` and marks find, so that nobody hands a timer on.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::timing::branch::Branch;

thread_local! {
    /// Whether there is one. Apart from it, because this needs no destructor: whoever is not timed looks at nothing else.
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
    static AMBIENT: RefCell<Option<Ambient>> = const { RefCell::new(None) };
}

/// The branch that a thread is in.
#[derive(Debug)]
pub(super) struct Ambient {
    branch: Arc<Branch>,
    /// The processor's time of this thread when it came in, if that is known.
    came: Option<u64>,
}

impl Ambient {
    /// Comes in.
    pub(super) fn of(branch: &Arc<Branch>) -> Self {
        Self { branch: branch.clone(), came: branch.shared.clock.cpu() }
    }

    /// Leaves.
    pub(super) fn leave(self) {
        self.branch.spend(self.spent().unwrap_or_default());
    }

    /// The processor's time of this thread since it came in.
    fn spent(&self) -> Option<u64> {
        Some(self.branch.shared.clock.cpu()?.saturating_sub(self.came?))
    }

    fn is_in(&self, branch: &Arc<Branch>) -> bool {
        Arc::ptr_eq(&self.branch, branch)
    }
}

/// The branch that this thread is in.
#[inline]
#[must_use]
pub fn here() -> Option<Arc<Branch>> {
    if IS_THERE.get() { found() } else { None }
}

#[cold]
fn found() -> Option<Arc<Branch>> {
    look(|ambient| ambient.branch.clone())
}

/// Does some work in a branch, or in none.
pub(super) fn during<R>(branch: Option<&Arc<Branch>>, work: impl FnOnce() -> R) -> R {
    struct Restore(Option<Ambient>);
    impl Drop for Restore {
        fn drop(&mut self) {
            if let Some(left) = replace(self.0.take()) {
                left.leave();
            }
        }
    }
    if branch.is_none() && !IS_THERE.get() {
        return work();
    }
    let _restore = Restore(replace(branch.map(Ambient::of)));
    work()
}

/// Brings a thread into a branch, or out of all, and gives that which it was in. A thread that is ending is in none.
pub(super) fn replace(ambient: Option<Ambient>) -> Option<Ambient> {
    let is_there = ambient.is_some();
    let before = AMBIENT.try_with(|it| it.replace(ambient)).ok()?;
    IS_THERE.set(is_there);
    before
}

/// The processor's time of a branch that this thread is in, in nanoseconds: that of all its turns.
pub(super) fn cpu_of(branch: &Arc<Branch>) -> Option<u64> {
    let here = look(|ambient| ambient.is_in(branch).then(|| ambient.spent())).flatten().flatten()?;
    Some(branch.spent() + here)
}

/// The same of one that this thread may have left.
#[cold]
pub(super) fn all_cpu_of(branch: &Arc<Branch>) -> Option<u64> {
    cpu_of(branch).or_else(|| branch.shared.clock.tells_cpu().then(|| branch.spent()))
}

/// Tells whether this thread is in that branch.
#[cfg(feature = "timing-layer")]
pub(super) fn is_in(branch: &Arc<Branch>) -> bool {
    look(|ambient| ambient.is_in(branch)).unwrap_or(false)
}

fn look<R>(look: impl FnOnce(&Ambient) -> R) -> Option<R> {
    AMBIENT.try_with(|it| it.borrow().as_ref().map(look)).ok().flatten()
}
