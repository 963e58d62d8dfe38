//! The spans of a call and of its attempts. Nothing is built while nobody wants to see them.

use std::sync::Arc;

use tracing::level_filters::{LevelFilter, STATIC_MAX_LEVEL};
use tracing::span::EnteredSpan;
use tracing::{Id, Span, debug_span, field};

use crate::command::state::State;
use crate::outcome::{Outcome, contained};

/// The spans, if somebody may want to see them. One pointer, because it goes along with every call; counted, because that
/// takes the fewest instructions to drop when there is none.
#[derive(Debug)]
pub(super) struct Trace(Option<Arc<Spans>>);

#[derive(Debug)]
struct Spans {
    call: Span,
    attempt: Span,
}

impl Trace {
    /// Nobody wants to see them.
    pub(super) const NONE: Self = Self(None);

    #[inline]
    pub(super) fn begin(state: &State) -> Self {
        if is_watched() { Self::seen(state) } else { Self(None) }
    }

    #[cold]
    fn seen(state: &State) -> Self {
        let call = debug_span!(target: "dyno", "call", command = %state.name(), outcome = field::Empty, attempts = field::Empty, retry = field::Empty);
        Self(Some(Arc::new(Spans { call, attempt: Span::none() })))
    }

    /// Begins the span of an attempt.
    #[inline]
    pub(super) fn begin_attempt(&mut self) {
        if let Some(spans) = &mut self.0 {
            begin_attempt(spans);
        }
    }

    /// Enters the span of the attempt on this thread until the guard is dropped.
    #[inline]
    pub(super) fn enter_attempt(&self) -> Inside {
        self.0.as_ref().map_or(Inside::NONE, |spans| enter(&spans.attempt))
    }

    /// Gives the span of the attempt, to be entered elsewhere: that which is entered here, if nobody wants to see the other.
    #[cfg(feature = "pool")]
    pub(super) fn attempt(&self) -> Span {
        self.0.as_ref().map_or_else(Span::current, |spans| spans.attempt.clone())
    }

    /// Enters the span of the call on this thread until the guard is dropped.
    pub(super) fn enter_call(&self) -> Inside {
        self.0.as_ref().map_or(Inside::NONE, |spans| enter(&spans.call))
    }

    /// Tells the span of the attempt how it ended, and closes it.
    #[inline]
    pub(super) fn end_attempt(&mut self, outcome: Outcome) {
        if let Some(spans) = &mut self.0 {
            end_attempt(spans, outcome);
        }
    }

    /// Tells the span of the call how it ended, and closes it.
    #[inline]
    pub(super) fn end(&mut self, outcome: Outcome) {
        if self.0.is_some() {
            self.close(outcome);
        }
    }

    #[cold]
    fn close(&mut self, outcome: Outcome) {
        if let Some(spans) = self.0.take() {
            write(&spans.call, outcome);
            contained(|| drop(spans));
        }
    }

    /// Tells the span of the call which attempt follows.
    #[cfg(feature = "retry")]
    pub(super) fn attempts(&self, attempt: u32) {
        self.record("attempts", attempt);
    }

    /// Tells the span of the call that whoever called it attempts it again.
    #[cfg(feature = "retry")]
    pub(super) fn leaves_it_to_the_caller(&self) {
        self.record("retry", "by the caller");
    }

    #[cfg(feature = "retry")]
    fn record(&self, field: &'static str, value: impl tracing::Value) {
        if let Some(spans) = &self.0 {
            contained(|| _ = spans.call.record(field, value));
        }
    }

    /// Gives what events bear as their parent.
    pub(super) fn id(&self) -> Option<Id> {
        self.0.as_ref()?.call.id()
    }
}

/// Tells whether somebody may want to see spans.
#[inline]
pub(super) fn is_watched() -> bool {
    LevelFilter::DEBUG <= STATIC_MAX_LEVEL && LevelFilter::DEBUG <= LevelFilter::current()
}

/// The inside of a span, if there is one. It is left contained, because that may be while a body unwinds.
#[derive(Debug)]
pub(super) struct Inside(Option<Box<EnteredSpan>>);

impl Inside {
    /// There is none.
    pub(super) const NONE: Self = Self(None);

    /// Leaves it before it is dropped.
    #[inline]
    pub(super) fn leave(&mut self) {
        if let Some(entered) = self.0.take() {
            leave(entered);
        }
    }
}

impl Drop for Inside {
    #[inline]
    fn drop(&mut self) {
        self.leave();
    }
}

#[cold]
fn leave(entered: Box<EnteredSpan>) {
    contained(|| drop(entered));
}

#[cold]
fn begin_attempt(spans: &mut Arc<Spans>) {
    let attempt = debug_span!(target: "dyno", parent: &spans.call, "attempt", outcome = field::Empty);
    replace_attempt(spans, attempt);
}

#[cold]
fn end_attempt(spans: &mut Arc<Spans>, outcome: Outcome) {
    write(&spans.attempt, outcome);
    replace_attempt(spans, Span::none());
}

fn replace_attempt(spans: &mut Arc<Spans>, attempt: Span) {
    if let Some(spans) = Arc::get_mut(spans) {
        contained(|| spans.attempt = attempt);
    }
}

#[cold]
fn enter(span: &Span) -> Inside {
    Inside(Some(Box::new(span.clone().entered())))
}

#[cold]
fn write(span: &Span, outcome: Outcome) {
    contained(|| _ = span.record("outcome", outcome.as_str()));
}
