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
    /// The number of a span, which may be left in any order; of scopes the last is the first to end. Two subscribers may give the same number, so the address
    /// of its branch is beside it, which is no other's while the span is entered.
    span: Option<(u64, *const Branch)>,
    /// Nothing where it is out of all branches, and of a span that is entered for longer than the scope in which it was.
    ambient: Option<Ambient>,
}

/// The branch that a thread is in.
#[derive(Debug)]
struct Ambient {
    branch: Arc<Branch>,
    /// The processor's time of this thread from which on this turn counts it: one turn of a branch does, and not those inside of it.
    since: Option<u64>,
}

impl Turn {
    fn is_in(&self, branch: &Arc<Branch>) -> bool {
        self.ambient.as_ref().is_some_and(|ambient| Arc::ptr_eq(&ambient.branch, branch))
    }

    /// Whether it is that of a span whose scope has ended, which waits only to be left.
    fn is_over(&self) -> bool {
        self.span.is_some() && self.ambient.is_none()
    }
}

impl Ambient {
    /// The processor's time of this thread that this turn has counted.
    fn spent(&self) -> Option<u64> {
        let since = self.since?;
        Some(self.branch.shared.clock.cpu()?.saturating_sub(since))
    }

    /// Leaves. What else this thread has in the branch counts on.
    fn leave(self, others: &mut [Turn]) {
        let Some(since) = self.since else { return };
        let Some(now) = self.branch.shared.clock.cpu() else { return };
        self.branch.spend(now.saturating_sub(since));
        let next = others.iter_mut().find(|turn| turn.is_in(&self.branch));
        if let Some(ambient) = next.and_then(|turn| turn.ambient.as_mut()) {
            ambient.since = Some(now);
        }
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
    TURNS.try_with(|turns| last(&turns.borrow())?.ambient.as_ref().map(|ambient| ambient.branch.clone())).ok().flatten()
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
    change(|turns| {
        let Some(at) = turns.iter().rposition(|turn| turn.span.is_none()) else { return };
        // A span that was entered in it, and is not left, ends its turn with it. That it is left later must take away nothing else.
        for inside in (at + 1..turns.len()).rev() {
            if let Some(ambient) = turns[inside].ambient.take() {
                ambient.leave(turns);
            }
        }
        if let Some(ambient) = turns.remove(at).ambient {
            ambient.leave(turns);
        }
    });
}

/// Brings a thread into a span until it [leaves](leave) that.
#[cfg(feature = "timing-layer")]
pub(super) fn enter(span: u64, branch: &Arc<Branch>) {
    come_in(Some(span), Some(branch));
}

/// Takes the last turn of that span away: what was begun since goes on, and comes out where this one would have. Where the span is closed by now, its
/// number is all that is known of it.
#[cfg(feature = "timing-layer")]
pub(super) fn leave(span: u64, branch: Option<&Arc<Branch>>) {
    let is_it = |(id, inside)| branch.map_or(id == span, |branch| inside == Arc::as_ptr(branch));
    change(|turns| {
        let Some(at) = turns.iter().rposition(|turn| turn.span.is_some_and(is_it)) else { return };
        if let Some(ambient) = turns.remove(at).ambient {
            ambient.leave(turns);
        }
    });
}

/// A thread that is ending is in none.
fn come_in(span: Option<u64>, branch: Option<&Arc<Branch>>) {
    change(|turns| {
        let ambient = branch.map(|branch| {
            let is_counted = turns.iter().any(|turn| turn.is_in(branch));
            let since = if is_counted { None } else { branch.shared.clock.cpu() };
            Ambient { branch: branch.clone(), since }
        });
        turns.push(Turn { span: span.zip(branch.map(Arc::as_ptr)), ambient });
    });
}

/// Only what is ours runs meanwhile.
fn change(change: impl FnOnce(&mut Vec<Turn>)) {
    // What ends with its thread has nothing to change.
    _ = TURNS.try_with(|turns| {
        let mut turns = turns.borrow_mut();
        change(&mut turns);
        IS_THERE.set(last(&turns).is_some_and(|turn| turn.ambient.is_some()));
    });
}

/// The processor's time of a branch that this thread is in, in nanoseconds: that of all its turns.
pub(super) fn cpu_of(branch: &Arc<Branch>) -> Option<u64> {
    TURNS
        .try_with(|turns| {
            let turns = turns.borrow();
            last(&turns).filter(|turn| turn.is_in(branch))?;
            let counts = turns.iter().filter(|turn| turn.is_in(branch)).find_map(|turn| turn.ambient.as_ref()?.spent());
            Some(branch.spent() + counts?)
        })
        .ok()
        .flatten()
}

/// The same of one that this thread may have left.
#[cold]
pub(super) fn all_cpu_of(branch: &Arc<Branch>) -> Option<u64> {
    cpu_of(branch).or_else(|| branch.shared.clock.tells_cpu().then(|| branch.spent()))
}

fn last(turns: &[Turn]) -> Option<&Turn> {
    turns.iter().rfind(|turn| !turn.is_over())
}
