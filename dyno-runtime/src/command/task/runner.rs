//! What the runtime polls: the work, in the surroundings in which it was submitted.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::Span;

use crate::command::budget::Budget;
use crate::command::task::claim::Note;
use crate::command::task::core::Core;
use crate::command::task::offer;
use crate::error::Error;
use crate::outcome::{contained, message};
use crate::registry::{Registry, instance_in_scope};

/// Polls the work of a task. Dropped before that has ended, the runtime was shut down.
pub(super) struct Runner<O>(pub(super) Arc<Core<O>>);

impl<O> Future for Runner<O> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let core = &self.0;
        // Whoever cancelled it has taken it.
        let Some(mut work) = core.begin() else { return Poll::Ready(()) };
        let result = match catch_unwind(AssertUnwindSafe(|| core.poll(&mut work, cx))) {
            Ok(Poll::Pending) => {
                core.rest(work);
                return Poll::Pending;
            }
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => {
                let error = Error::Panicked { name: core.name(), message: message(&*panic).into() };
                // What was thrown is the user's, and may panic once more.
                contained(|| drop(panic));
                Err(error)
            }
        };
        core.end(Some(work), result);
        Poll::Ready(())
    }
}

impl<O> Drop for Runner<O> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// What is true of whoever submitted, and should be of the work. Not the budget: a caller that gives up does not wait for a
/// task any longer, and ends nothing.
pub(super) struct Surroundings {
    pub(super) note: Arc<Note>,
    registry: Option<Registry>,
    span: Span,
}

impl Surroundings {
    pub(super) fn here() -> Self {
        Self { note: Arc::default(), registry: instance_in_scope(), span: Span::current() }
    }

    pub(super) fn during<R>(&self, work: impl FnOnce() -> R) -> R {
        let _entered = self.registry.as_ref().map(Registry::enter);
        self.span.in_scope(|| Budget::default().during(|| offer::note(&self.note, work)))
    }
}
