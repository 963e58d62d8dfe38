//! Edits of settings on this thread, which may be inside of each other.

use std::cell::RefCell;
use std::mem::take;

/// How often an edit may find that it has changed the settings itself. Once is enough where it makes the same of them each time.
const ROUNDS: u32 = 4;

thread_local! {
    /// Whose settings are being edited on this thread, each with whether an edit inside has changed them.
    static EDITED: RefCell<Vec<(usize, bool)>> = const { RefCell::new(Vec::new()) };
}

/// An edit on this thread, until it is dropped.
pub(super) struct Editing {
    whose: usize,
    rounds: u32,
}

impl Editing {
    pub(super) fn begin(whose: usize) -> Self {
        edited(|edited| edited.push((whose, false)));
        Self { whose, rounds: 0 }
    }

    /// Tells edits of the same settings, which this one is inside of, that they were changed.
    pub(super) fn tells_those_around(&self) {
        edited(|edited| {
            let (_, around) = edited.split_last_mut()?;
            around.iter_mut().filter(|(whose, _)| *whose == self.whose).for_each(|(_, is_changed)| *is_changed = true);
            Some(())
        });
    }

    /// Tells whether to run again, now that the settings were changed meanwhile: unless that was once too often an edit inside.
    pub(super) fn may_run_again(&mut self) -> bool {
        if edited(|edited| edited.last_mut().map(|(_, is_changed)| take(is_changed))).flatten() == Some(true) {
            self.rounds += 1;
        }
        self.rounds < ROUNDS
    }
}

/// Tells all edits of these settings on this thread that they were changed.
pub(super) fn tells_all(whose: usize) {
    edited(|edited| {
        edited.iter_mut().filter(|(known, _)| *known == whose).for_each(|(_, is_changed)| *is_changed = true);
    });
}

impl Drop for Editing {
    fn drop(&mut self) {
        edited(Vec::pop);
    }
}

/// A thread that is ending is inside of no edit.
fn edited<R>(ask: impl FnOnce(&mut Vec<(usize, bool)>) -> R) -> Option<R> {
    EDITED.try_with(|edited| ask(&mut edited.borrow_mut())).ok()
}
