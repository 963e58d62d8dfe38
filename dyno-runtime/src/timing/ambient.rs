//! Which branch this thread is in: what `time!` and marks find, so that nobody hands a timer on.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::timing::branch::Branch;

thread_local! {
    /// Whether there is one. Apart from it, because this needs no destructor: whoever is not timed looks at nothing else.
    static IS_THERE: Cell<bool> = const { Cell::new(false) };
    /// What it is in, and what it was in before, innermost last.
    static TURNS: RefCell<Vec<Turn>> = const { RefCell::new(Vec::new()) };
}

/// What brought a thread where it is.
#[derive(Debug)]
struct Turn {
    /// The number of a span, which may be left in any order; of scopes the last is the first to end.
    span: Option<u64>,
    /// Nothing where it is out of all branches.
    ambient: Option<Ambient>,
}

/// The branch that a thread is in.
#[derive(Debug)]
struct Ambient {
    branch: Arc<Branch>,
    /// The processor's time of this thread when it came in, if that is known.
    came: Option<u64>,
}

impl Ambient {
    /// Comes in.
    fn of(branch: &Arc<Branch>) -> Self {
        Self { branch: branch.clone(), came: branch.shared.clock.cpu() }
    }

    /// Leaves.
    fn leave(self) {
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

/// A branch, or none, that a thread is in until this is dropped, in the reverse order of others.
#[must_use]
pub(super) struct Scope {
    has_come_in: bool,
}

impl Scope {
    /// Brings this thread into a branch, or out of all.
    pub(super) fn of(branch: Option<&Arc<Branch>>) -> Self {
        let has_come_in = branch.is_some() || IS_THERE.get();
        if has_come_in {
            come_in(None, branch);
        }
        Self { has_come_in }
    }

    /// Leaves this thread where it is.
    pub(super) const NONE: Self = Self { has_come_in: false };
}

impl Drop for Scope {
    #[inline]
    fn drop(&mut self) {
        if self.has_come_in {
            end_scope();
        }
    }
}

#[cold]
fn end_scope() {
    // A span that was entered in it, and not left, ends its turn with it.
    while come_out(Vec::pop) {}
}

/// Brings a thread into a span until it [leaves](leave) that.
#[cfg(feature = "timing-layer")]
pub(super) fn enter(span: u64, branch: &Arc<Branch>) {
    come_in(Some(span), Some(branch));
}

/// Takes the last turn of that span away, if that is not over: what was begun since goes on, and comes out where this one would have.
#[cfg(feature = "timing-layer")]
pub(super) fn leave(span: u64) {
    come_out(|turns| {
        let at = turns.iter().rposition(|turn| turn.span == Some(span))?;
        Some(turns.remove(at))
    });
}

/// A thread that is ending is in none.
fn come_in(span: Option<u64>, branch: Option<&Arc<Branch>>) {
    let turn = Turn { span, ambient: branch.map(Ambient::of) };
    let is_there = turn.ambient.is_some();
    if TURNS.try_with(|turns| turns.borrow_mut().push(turn)).is_ok() {
        IS_THERE.set(is_there);
    }
}

/// Takes a turn away, and tells whether it was that of a span.
fn come_out(take: impl FnOnce(&mut Vec<Turn>) -> Option<Turn>) -> bool {
    let turn = TURNS.try_with(|turns| {
        let mut turns = turns.borrow_mut();
        let turn = take(&mut turns)?;
        IS_THERE.set(turns.last().is_some_and(|turn| turn.ambient.is_some()));
        Some(turn)
    });
    let Some(Turn { span, ambient }) = turn.ok().flatten() else { return false };
    ambient.into_iter().for_each(Ambient::leave);
    span.is_some()
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

fn look<R>(look: impl FnOnce(&Ambient) -> R) -> Option<R> {
    TURNS.try_with(|turns| turns.borrow().last().and_then(|turn| turn.ambient.as_ref()).map(look)).ok().flatten()
}
