//! What all handles of a harness share.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use crate::clock::Clock;
use crate::harness::snapshot::{HarnessSnapshot, PulledError};
use crate::harness::state::State;
use crate::harness::words::{asked, said};
use crate::outcome::{contained, message};
use crate::sync::{Mutex, lock};

#[derive(Debug)]
pub(crate) struct Shared {
    name: Arc<str>,
    clock: Clock,
    state: Mutex<State>,
}

/// What is known of an error: its kind, and what it says, where that may be known.
#[derive(Debug)]
pub struct Pulled {
    kind: String,
    text: Option<String>,
}

impl Pulled {
    /// Keeps what is known. What panics instead of telling the text is known by its kind.
    #[must_use]
    pub fn new(kind: String, text: impl FnOnce() -> Option<String>) -> Self {
        Self { kind, text: asked(text).flatten() }
    }
}

impl Shared {
    pub(super) fn new(name: Arc<str>, clock: Clock) -> Self {
        Self { name, clock, state: Mutex::default() }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Counts an error, and logs it unless there were many just now.
    #[cold]
    pub(crate) fn pull(&self, Pulled { kind, text }: Pulled) {
        self.note(&kind, text, false);
    }

    /// The same of a panic.
    #[cold]
    fn pull_panic(&self, text: Option<String>) {
        self.note("panic", text, true);
    }

    fn note(&self, kind: &str, text: Option<String>, is_panic: bool) {
        let now = self.clock.now();
        let error = PulledError { at: now.since_start(), kind: kind.to_owned(), text: text.clone(), is_panic };
        let Some(unlogged) = lock(&self.state).pull(error, now) else { return };
        let (name, error) = (&self.name, text.unwrap_or_else(|| "redacted".to_owned()));
        contained(|| {
            if is_panic {
                tracing::error!(target: "dyno", harness = %name, %error, unlogged, "panicked");
            } else {
                tracing::warn!(target: "dyno", harness = %name, %kind, %error, unlogged, "failed");
            }
        });
    }

    pub(crate) fn snapshot(&self) -> HarnessSnapshot {
        let state = lock(&self.state);
        HarnessSnapshot {
            name: self.name.to_string(),
            errors: state.errors().clone(),
            panics: state.panics(),
            last: state.last(),
        }
    }
}

/// Does a piece of the user's work; `harness` is asked for when it panics, which goes on. `is_open` says whether the words of that may be known.
pub(crate) fn watch<R>(work: impl FnOnce() -> R, harness: impl FnOnce() -> Option<Arc<Shared>>, is_open: bool) -> R {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        if let Some(shared) = harness() {
            shared.pull_panic(is_open.then(|| said(message(&*panic))));
        }
        resume_unwind(panic)
    })
}
