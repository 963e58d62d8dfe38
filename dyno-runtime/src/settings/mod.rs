//! What policies are set to: plain data, validated as a whole, changed while running.

mod form;
mod origin;
mod written;

use std::cell::RefCell;
use std::mem::take;
use std::ptr;
use std::sync::Arc;

use crate::error::SettingsError;

pub(crate) use self::form::Form;
pub use self::origin::Origin;
pub(crate) use self::origin::Origins;
pub(crate) use self::written::{Text, text};

/// Settings of one policy.
pub(crate) trait Settings: Clone + PartialEq {
    /// Finds the first value that cannot be; `subject` says whose settings these are.
    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError>;

    /// Writes them as attributes do: each name with its value, in the order of the documentation.
    fn written(&self) -> Vec<(&'static str, String)>;
}

/// Changes settings of `whose` as a whole or not at all. `edit` is user code and runs on a copy without a lock; when somebody else
/// changed them meanwhile (`write` says so by returning false), it runs again on what they are now. If it was `edit` itself that did, and
/// does so each time, there would be no end: that is an error.
pub(crate) fn change<S: Settings>(
    whose: &impl Sized,
    subject: &Arc<str>,
    read: impl Fn() -> S,
    mut edit: impl FnMut(&mut S),
    check: impl Fn(&S) -> Result<(), SettingsError>,
    write: impl Fn(&S, &S) -> bool,
) -> Result<(), SettingsError> {
    let mut editing = Editing::begin(ptr::from_ref(whose).addr());
    loop {
        let before = read();
        let mut after = before.clone();
        edit(&mut after);
        check(&after)?;
        if write(&before, &after) {
            if before != after {
                editing.tells_those_around();
            }
            return Ok(());
        }
        if !editing.may_run_again() {
            return Err(SettingsError::Recursive { subject: subject.clone() });
        }
    }
}

/// Complains unless `holds`.
pub(crate) fn require(
    holds: bool,
    subject: &Arc<str>,
    setting: &'static str,
    given: String,
    expected: &'static str,
) -> Result<(), SettingsError> {
    if holds {
        return Ok(());
    }
    Err(SettingsError::OutOfRange { subject: subject.clone(), setting, given, expected })
}

/// How often an edit may find that it has changed the settings itself. Once is enough where it makes the same of them each time.
const ROUNDS: u32 = 4;

thread_local! {
    /// Whose settings are being edited on this thread, each with whether an edit inside has changed them.
    static EDITED: RefCell<Vec<(usize, bool)>> = const { RefCell::new(Vec::new()) };
}

/// An edit on this thread, until it is dropped.
struct Editing {
    whose: usize,
    rounds: u32,
}

impl Editing {
    fn begin(whose: usize) -> Self {
        edited(|edited| edited.push((whose, false)));
        Self { whose, rounds: 0 }
    }

    /// Tells edits of the same settings, which this one is inside of, that they were changed.
    fn tells_those_around(&self) {
        edited(|edited| {
            let (_, around) = edited.split_last_mut()?;
            around.iter_mut().filter(|(whose, _)| *whose == self.whose).for_each(|(_, is_changed)| *is_changed = true);
            Some(())
        });
    }

    /// Tells whether to run again, now that the settings were changed meanwhile: unless that was once too often an edit inside.
    fn may_run_again(&mut self) -> bool {
        if edited(|edited| edited.last_mut().map(|(_, is_changed)| take(is_changed))).flatten() == Some(true) {
            self.rounds += 1;
        }
        self.rounds < ROUNDS
    }
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
