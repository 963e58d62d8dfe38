//! What the runtime polls: the work, in the surroundings in which it was submitted.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::Span;

use crate::command::task::claim::Note;
use crate::command::task::core::Core;
use crate::command::task::offer;
use crate::left::Budget;
use crate::registry::{Registry, instance_in_scope};
#[cfg(feature = "timing")]
use crate::timing;

/// Whether all threads are those of a model, which share what is otherwise each thread's own: nothing is in scope then.
const IS_MODEL: bool = cfg!(dyno_loom);

/// Polls the work of a task. Dropped before that has ended, the runtime was shut down.
pub(super) struct Runner<O>(pub(super) Arc<Core<O>>);

impl<O> Future for Runner<O> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.step(cx)
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
    #[cfg(feature = "timing")]
    timing: timing::Timer,
}

impl Surroundings {
    pub(super) fn here() -> Self {
        let (registry, span) = if IS_MODEL { (None, Span::none()) } else { (instance_in_scope(), Span::current()) };
        Self {
            note: Arc::default(),
            registry,
            span,
            #[cfg(feature = "timing")]
            timing: timing::Timer::current(),
        }
    }

    pub(super) fn during<R>(&self, work: impl FnOnce() -> R) -> R {
        if IS_MODEL {
            return work();
        }
        let _entered = self.registry.as_ref().map(Registry::enter);
        #[cfg(feature = "timing")]
        let work = || self.timing.during(work);
        self.span.in_scope(|| Budget::default().during(|| offer::note(&self.note, work)))
    }
}
