//! What passes between a task, or a cold call, and the guarded call inside of it.

use std::future::pending;
use std::sync::Arc;

use crate::clock::Limit;
use crate::command::full::Full;
use crate::command::task::cause::TaskCause;
use crate::command::task::edits::Edits;
use crate::error::{Cause, Error};
use crate::outcome::Outcome;
use crate::sync::{Mutex, lock};

/// What a task learns of the guarded call inside of it: the outermost, and of several in a row the last.
#[derive(Debug, Default)]
pub(in crate::command) struct Note(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    /// Whether a call is under way. Those that begin meanwhile are nested in it, or beside it.
    is_claimed: bool,
    command: Option<Arc<str>>,
    outcome: Option<Outcome>,
    cause: Option<Cause<String>>,
    /// Why the last attempt failed, if another one follows.
    attempt: Option<Cause<String>>,
    /// Whether the fallback answered, if it was asked.
    fallback: Option<bool>,
    fallback_error: Option<String>,
    place: Place,
    /// Which stay it is that the place is about.
    stay: u64,
}

/// Where the work of a task is, if it was given to a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Nowhere,
    InQueue,
    OnThread,
}

impl Note {
    /// Begins anew for a call, unless there is one.
    pub(super) fn claim(&self, command: &Arc<str>) -> bool {
        let mut noted = lock(&self.0);
        let is_free = !noted.is_claimed;
        if is_free {
            let (command, place, stay) = (Some(command.clone()), noted.place, noted.stay);
            *noted = Noted { is_claimed: true, command, place, stay, ..Noted::default() };
        }
        is_free
    }

    pub(super) fn command(&self) -> Option<Arc<str>> {
        lock(&self.0).command.clone()
    }

    pub(super) fn has_fallen_back(&self) -> bool {
        lock(&self.0).fallback == Some(true)
    }

    pub(super) fn has_failed_twice(&self) -> bool {
        lock(&self.0).fallback == Some(false)
    }

    pub(super) fn is_timeout(&self) -> bool {
        lock(&self.0).outcome == Some(Outcome::Timeout)
    }

    pub(super) fn place(&self) -> Place {
        lock(&self.0).place
    }

    pub(super) fn cause(&self) -> Option<TaskCause> {
        let noted = lock(&self.0);
        let cause = noted.cause.clone()?;
        Some(TaskCause { cause, fallback: noted.fallback_error.clone(), attempt: None })
    }

    /// Why the last attempt failed, if another one was to follow.
    pub(super) fn attempt(&self) -> Option<Cause<String>> {
        lock(&self.0).attempt.clone()
    }
}

/// The stay of a task's work at a pool, until it has ended there or nobody waits for it any more: what goes on then is not where the
/// task is. Whoever waits drops it.
#[cfg(feature = "pool")]
#[derive(Debug)]
pub(in crate::command) struct Stay(Inside);

/// The same, for the work itself.
#[cfg(feature = "pool")]
#[derive(Clone, Debug)]
pub(in crate::command) struct Inside {
    note: Arc<Note>,
    number: u64,
}

#[cfg(feature = "pool")]
impl Stay {
    /// Notes that work waits for a thread.
    pub(in crate::command) fn begin(note: Arc<Note>) -> Self {
        let number = {
            let mut noted = lock(&note.0);
            noted.stay += 1;
            noted.place = Place::InQueue;
            noted.stay
        };
        Self(Inside { note, number })
    }

    /// For the work itself.
    pub(in crate::command) fn inside(&self) -> Inside {
        self.0.clone()
    }
}

#[cfg(feature = "pool")]
impl Drop for Stay {
    fn drop(&mut self) {
        let mut noted = lock(&self.0.note.0);
        if noted.stay == self.0.number {
            noted.place = Place::Nowhere;
            noted.stay += 1;
        }
    }
}

#[cfg(feature = "pool")]
impl Inside {
    /// Notes that it is on a thread, while it is.
    pub(in crate::command) fn during<R>(&self, work: impl FnOnce() -> R) -> R {
        struct Leaves<'a>(&'a Inside);
        impl Drop for Leaves<'_> {
            fn drop(&mut self) {
                self.0.is_at(Place::Nowhere);
            }
        }
        self.is_at(Place::OnThread);
        let _leaves = Leaves(self);
        work()
    }

    /// The task that it belongs to.
    pub(super) fn note(&self) -> &Arc<Note> {
        &self.note
    }

    fn is_at(&self, place: Place) {
        let mut noted = lock(&self.note.0);
        if noted.stay == self.number {
            noted.place = place;
        }
    }
}

/// What a call has taken of what was offered.
#[derive(Debug)]
pub(in crate::command) struct Claim {
    note: Option<Arc<Note>>,
    edits: Option<Arc<Edits>>,
}

impl Claim {
    pub(super) fn new(note: Option<Arc<Note>>, edits: Option<Arc<Edits>>) -> Self {
        Self { note, edits }
    }

    /// The note of the task that the call is in.
    #[cfg(feature = "pool")]
    pub(in crate::command) fn shared_note(&self) -> Option<Arc<Note>> {
        self.note.clone()
    }

    fn note(&self, note: impl FnOnce(&mut Noted)) {
        if let Some(Note(noted)) = self.note.as_deref() {
            note(&mut lock(noted));
        }
    }

    /// Notes that another attempt is to follow one that failed.
    #[cfg(feature = "retry")]
    pub(in crate::command) fn begins_again(&self) {
        self.note(|noted| noted.attempt = noted.cause.take());
    }

    /// Notes that none follows after all.
    #[cfg(feature = "retry")]
    pub(in crate::command) fn ends_all_the_same(&self) {
        self.note(|noted| noted.cause = noted.attempt.take());
    }

    /// Notes a fallback that answered, or failed with an error.
    pub(in crate::command) fn fell_back(&self, answered: bool, error: Option<String>) {
        self.note(|noted| (noted.fallback, noted.fallback_error) = (Some(answered), error));
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.note(|noted| noted.is_claimed = false);
    }
}

impl Full {
    /// The limit of the call: that of its settings, or of whoever prepared it.
    #[inline]
    pub(in crate::command) fn timeout(&self) -> Option<Limit> {
        let limit = self.state().timeout();
        match self.claim().and_then(|claim| claim.edits.as_ref()) {
            Some(edits) => edits.timeout(limit.map(Limit::duration)).map(Limit::from),
            None => limit,
        }
    }

    /// Whether no fallback may answer, because whoever prepared the call said so.
    #[inline]
    pub(in crate::command) fn is_without_fallback(&self) -> bool {
        self.claim().and_then(|claim| claim.edits.as_ref()).is_some_and(|edits| edits.is_without_fallback())
    }

    /// Tells the task why the call was refused.
    pub(in crate::command) fn tell_refusal(&self, error: &Error) {
        if let Some(claim) = self.claim() {
            claim.note(|noted| noted.cause = Some(Cause::Dyno(error.clone())));
        }
    }

    /// Tells the task what the function returned instead of an answer; `text` runs only if somebody listens.
    #[inline]
    pub(in crate::command) fn tell_failure(&self, text: impl FnOnce() -> Option<String>) {
        if let Some(claim) = self.claim().filter(|claim| claim.note.is_some()) {
            let cause = text().map_or_else(|| Cause::Dyno(self.judged()), Cause::Own);
            claim.note(|noted| noted.cause = Some(cause));
        }
    }

    /// Tells the task how the call ended.
    #[inline]
    pub(in crate::command) fn tell_end(&self, outcome: Outcome) {
        if let Some(claim) = self.claim() {
            claim.note(|noted| {
                noted.outcome = Some(outcome);
                if outcome != Outcome::Cancelled {
                    noted.attempt = None;
                }
            });
        }
    }

    /// Leaves a refusal to whoever prepared the call without its fallback: the function itself may have no room for it.
    pub(in crate::command) fn leave(&self, error: Error) {
        if let Some(edits) = self.claim().and_then(|claim| claim.edits.as_ref()) {
            edits.refuse(error);
        }
    }

    /// Whether a refusal was left, so that the call must not go on.
    #[inline]
    pub(in crate::command) fn is_left(&self) -> bool {
        self.claim().and_then(|claim| claim.edits.as_ref()).is_some_and(|edits| edits.are_refused())
    }
}

/// Waits to be dropped by whoever finds the refusal.
pub(in crate::command) async fn dropped<T>() -> T {
    pending().await
}
