//! One call: a guard that counts how it ended, once, however it is left.

use std::future::{Future, poll_fn};
use std::pin::pin;

use tracing::{Span, field};

use crate::clock::Moment;
use crate::command::site::Site;
use crate::command::state::{State, StateRef};
use crate::error::Error;
use crate::outcome::{Outcome, contained};

/// A call that has begun. Dropped before its outcome is known, it was cancelled.
#[derive(Debug)]
pub struct Call {
    state: StateRef,
    started: Moment,
    /// When its last attempt ended, if no fallback follows: the end of the call needs no clock of its own.
    ended: Option<Moment>,
    outcome: Outcome,
    span: Span,
}

impl Site {
    /// Begins a call.
    pub fn call(&'static self) -> Call {
        Call::begin(self.state())
    }
}

impl Call {
    fn begin(state: StateRef) -> Self {
        // First, because subscribers are the user's: nothing has begun if one panics.
        let span = tracing::debug_span!(target: "dyno", "call", command = %state.name(), outcome = field::Empty);
        let started = state.now();
        state.metrics().started(started);
        Self { state, started, ended: None, outcome: Outcome::Cancelled, span }
    }

    /// Awaits the fallback. The outcome of the call stays what it was; whether the fallback answered is counted beside it.
    pub async fn answer<F: Future>(&mut self, fallback: F, failed: impl FnOnce(&F::Output) -> bool) -> F::Output {
        let mut fallback = pin!(fallback);
        let mut answer = Answering::of(self);
        let returned = poll_fn(|cx| answer.span.in_scope(|| fallback.as_mut().poll(cx))).await;
        answer.answered = !failed(&returned);
        returned
    }

    /// Runs the fallback, as [`Call::answer`] does.
    pub fn answer_sync<R>(&mut self, fallback: impl FnOnce() -> R, failed: impl FnOnce(&R) -> bool) -> R {
        let mut answer = Answering::of(self);
        let returned = answer.span.in_scope(fallback);
        answer.answered = !failed(&returned);
        returned
    }

    pub(super) fn judged(&self) -> Error {
        Error::Judged { name: self.state.name().clone() }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    pub(super) fn started(&self) -> Moment {
        self.started
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// Says how the call ends, unless another attempt follows.
    pub(super) fn attempted(&mut self, outcome: Outcome, ended: Option<Moment>) {
        self.state.metrics().attempted(outcome, ended.unwrap_or_else(|| self.state.now()));
        self.outcome = outcome;
        self.ended = ended;
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let ended = self.ended.unwrap_or_else(|| self.state.now());
        self.state.metrics().ended(self.outcome, ended.since(self.started), ended);
        record(&self.span, self.outcome);
    }
}

/// Tells the span how it ended.
pub(super) fn record(span: &Span, outcome: Outcome) {
    if !span.is_disabled() {
        contained(|| _ = span.record("outcome", outcome.as_str()));
    }
}

/// A fallback at work. Dropped before it answered, it failed.
struct Answering<'a> {
    state: &'a State,
    span: &'a Span,
    outcome: Outcome,
    answered: bool,
}

impl<'a> Answering<'a> {
    fn of(call: &'a mut Call) -> Self {
        call.ended = None;
        Self { state: &call.state, span: &call.span, outcome: call.outcome, answered: false }
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.state.metrics().fell_back(self.answered, self.state.now());
        if !self.answered {
            let (command, outcome) = (self.state.name(), self.outcome);
            contained(|| {
                tracing::warn!(target: "dyno", parent: self.span, %command, %outcome, "the fallback failed as well");
            });
        }
    }
}
