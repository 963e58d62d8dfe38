//! What is due without anybody asking: an end that has come, code that had the last word, a file that is to be written again.

#[cfg(feature = "config")]
use std::time::Duration;

use crate::clock::{Wakes, Woken};
use crate::config::steer::book::Book;
#[cfg(feature = "config")]
use crate::config::steer::draft::Draft;
#[cfg(feature = "config")]
use crate::config::steer::error::SteerError;
#[cfg(feature = "config")]
use crate::config::steer::held::Held;
use crate::config::steer::held::{Done, lasting};
#[cfg(feature = "config")]
use crate::error::SettingsError;
use crate::outcome::contained;
use crate::registry::Registry;
use crate::settings::Acting;
use crate::sync::lock;

/// How long a file rests that could not be written.
#[cfg(feature = "config")]
const AGAIN: Duration = Duration::from_secs(5);

/// What wakes a book.
#[derive(Default)]
pub(super) struct Rest {
    pub(super) wakes: Wakes,
    /// Whether code has done something since it looked, so that it looks at once.
    pub(super) is_called: bool,
}

impl Book {
    /// Ends what is over by now, and what code has overtaken.
    pub(in crate::config) fn settle(&self, registry: &Registry) {
        lock(&self.rest).is_called = false;
        let (first, lasts) = {
            let pages = lock(&self.pages);
            (pages.wakes_at(), lasting(&pages.held))
        };
        let now = first.map(|first| (registry.clock().now(), first));
        let is_due = now.is_some_and(|(now, first)| first <= now);
        let is_overtaken =
            |done: &Done| done.saved.as_ref().is_some_and(|saved| done.asked.is_overtaken(registry, saved));
        if !is_due && !lasts.iter().any(is_overtaken) {
            return;
        }
        let now = registry.clock().now();
        let about = self.about(|held| held.until <= now || held.lasts() && held.done().is_some());
        let ended = self.change(registry, &about, |living, draft| {
            draft.is_certain = true;
            draft.expires(living, now, |_| true)?;
            for done in lasting(&draft.pages.held).iter().filter(|done| is_overtaken(done)) {
                draft.is_overtaken(&done.asked);
            }
            Ok(())
        });
        debug_assert!(ended.is_ok(), "what is over needs nobody's leave");
    }

    /// Sleeps until the next is over.
    pub(super) fn rest(&self, registry: &Registry) {
        let mut rest = lock(&self.rest);
        // Whoever comes later finds what is the case by then.
        let next = if rest.is_called { Some(registry.clock().now()) } else { lock(&self.pages).wakes_at() };
        rest.wakes.at(registry.clock(), next, &self.this);
    }

    /// Writes what is held to the file. Where that is so whatever becomes of the file, it is owed to it.
    #[cfg(feature = "config")]
    pub(super) fn keeps(&self, draft: &mut Draft<'_>) -> Result<(), SteerError> {
        let Err(error) = self.writes(draft) else { return Ok(()) };
        if !draft.is_certain {
            return Err(error);
        }
        if draft.pages.owes.is_none() {
            let (path, problem) = unwritten(error);
            draft.follows.push(Box::new(move || {
                tracing::error!(target: "dyno", "what is no longer in force stays in the file, which is tried again: {path}: {problem}");
            }));
        }
        draft.pages.owes = Some(draft.now.after(AGAIN));
        Ok(())
    }

    /// Writes what is held to a file that is new to it, or owes it and says why.
    #[cfg(feature = "config")]
    pub(super) fn writes_or_owes(&self, draft: &mut Draft<'_>) -> Option<SettingsError> {
        let (place, problem) = unwritten(self.writes(draft).err()?);
        draft.pages.owes = Some(draft.now.after(AGAIN));
        // It is not tried twice.
        draft.written = Some(draft.pages.kept_ids());
        Some(SettingsError::NotKept { place, problem })
    }

    /// Writes what will be held once something is done.
    #[cfg(feature = "config")]
    pub(super) fn writes_ahead(&self, draft: &mut Draft<'_>, held: Held) -> Result<(), SteerError> {
        // A copy, since what is forgotten for it has not told yet to what it would have gone back.
        let mut then = Draft::new(draft.registry, draft.pages.clone());
        then.holds(held);
        self.writes_first(&mut then)?;
        (draft.written, draft.pages.owes) = (then.written, then.pages.owes);
        draft.follows.append(&mut then.follows);
        Ok(())
    }

    /// Writes what is held before something is done, if the file is to have something else than before. What is owed to it otherwise is no reason to
    /// refuse that.
    #[cfg(feature = "config")]
    pub(super) fn writes_first(&self, draft: &mut Draft<'_>) -> Result<(), SteerError> {
        let is_same = {
            let before = lock(&self.pages);
            before.is_kept_as(&draft.pages)
        };
        if is_same { Ok(()) } else { self.writes(draft) }
    }

    /// Writes what is held to the file, if there is one and that is not what it was.
    #[cfg(feature = "config")]
    fn writes(&self, draft: &mut Draft<'_>) -> Result<(), SteerError> {
        let Some(kept) = draft.pages.kept.clone() else { return Ok(()) };
        let now = draft.pages.kept_ids();
        let is_same = draft.written.as_ref().map_or_else(
            || {
                let before = lock(&self.pages);
                before.owes.is_none() && before.is_kept_as(&draft.pages)
            },
            |written| *written == now,
        );
        if is_same {
            return Ok(());
        }
        kept.write(&draft.pages.held)?;
        draft.written = Some(now);
        if draft.pages.owes.take().is_some() {
            draft.follows.push(Box::new(|| tracing::info!(target: "dyno", "the file of overrides is written again")));
        }
        Ok(())
    }
}

/// The file, and why it is not written. That nothing has changed is what is said to those who are refused.
#[cfg(feature = "config")]
fn unwritten(error: SteerError) -> (String, String) {
    match error {
        SteerError::NotKept { path, problem } => (path, problem),
        error => (super::PLACE.to_owned(), error.to_string()),
    }
}

impl Woken for Book {
    fn woken(&self) {
        if let Some(registry) = self.registry.upgrade() {
            contained(|| self.settle(&registry));
        }
    }
}

impl Acting for Book {
    /// It looks from a thread of its own: a file may be to be written, and locks to be taken.
    fn overtaken(&self) {
        let Some(registry) = self.registry.upgrade() else { return };
        let mut rest = lock(&self.rest);
        rest.is_called = true;
        rest.wakes.at(registry.clock(), Some(registry.clock().now()), &self.this);
    }
}
