//! One call: a guard that counts how it ended, once, however it is left.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use crate::clock::{Limit, Moment};
use crate::command::budget::earliest;
use crate::command::pass::Pass;
use crate::command::room::Room;
use crate::command::site::Site;
use crate::command::state::{State, StateRef};
use crate::command::task::{Claim, claim, is_offered};
use crate::command::trace::Trace;
use crate::error::Error;
use crate::metrics::{End, Stands};
use crate::outcome::{Outcome, contained};

/// A call that has begun. Dropped before its outcome is known, it was cancelled.
#[derive(Debug)]
pub struct Call {
    state: StateRef,
    /// Known if somebody needs to know: a call that goes well at once is counted without a clock.
    started: Option<Moment>,
    /// When its last attempt ended, if no fallback follows: the end of the call needs no clock of its own.
    pub(super) ended: Option<Moment>,
    pub(super) outcome: Outcome,
    /// Whether its time would be known in any case.
    stands: Stands,
    /// Whether its last attempt is still to be counted, with the call.
    went_well: bool,
    /// What lets the attempt in that is under way. It stands here, where it is not moved.
    pass: Pass,
    /// The permit of that attempt.
    pub(super) room: Room,
    /// What the breaker is told of that attempt: well, badly, or no news.
    pub(super) report: Option<bool>,
    pub(super) trace: Trace,
    /// What a task or a cold call wants of it.
    claim: Option<Arc<Claim>>,
}

impl Site {
    /// Begins a call.
    #[inline]
    pub fn call(&'static self) -> Call {
        Call::begin(self.state(), self)
    }
}

impl Call {
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn begin(state: StateRef, site: &'static Site) -> Self {
        // First, because subscribers are the user's: nothing has begun if one panics.
        let trace = Trace::begin(&state);
        let started = state.metrics().started(state.clock());
        let outcome = Outcome::Cancelled;
        let (pass, report) = (Pass::default(), None);
        // Last, because what is claimed by a call that never begins would be lost.
        let claim = if is_offered() { claim(site, &state) } else { None };
        let stands = Stands::ForAll;
        let room = Room::FREE;
        Self { state, started, ended: None, outcome, stands, went_well: false, pass, room, report, trace, claim }
    }

    /// Awaits the fallback. The outcome of the call stays what it was; whether the fallback answered is counted beside it.
    pub async fn answer<F: Future>(
        &mut self,
        fallback: F,
        failed: impl FnOnce(&F::Output) -> bool,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> F::Output {
        let mut fallback = pin!(fallback);
        let mut answer = Answering::of(self);
        let returned = poll_fn(|cx| {
            let _entered = answer.trace.enter_call();
            fallback.as_mut().poll(cx)
        })
        .await;
        answer.end(!failed(&returned), || tell(&returned));
        returned
    }

    /// Runs the fallback, as [`Call::answer`] does.
    pub fn answer_sync<R>(
        &mut self,
        fallback: impl FnOnce() -> R,
        failed: impl FnOnce(&R) -> bool,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> R {
        let mut answer = Answering::of(self);
        let returned = {
            let _entered = answer.trace.enter_call();
            fallback()
        };
        answer.end(!failed(&returned), || tell(&returned));
        returned
    }

    pub(super) fn judged(&self) -> Error {
        Error::Judged { name: self.state.name().clone() }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    #[inline]
    pub(super) fn claim(&self) -> Option<&Claim> {
        self.claim.as_deref()
    }

    pub(super) fn is_timed(&self) -> bool {
        self.started.is_some()
    }

    /// When it started, or `now` if nobody knows.
    pub(super) fn started_by(&self, now: Moment) -> Moment {
        self.started.unwrap_or(now)
    }

    /// Begins an attempt that was let in: the one and only.
    #[inline]
    pub(super) fn begins_attempt(&mut self, pass: Pass, room: Room) {
        (self.pass, self.room) = (pass, room);
    }

    #[cold]
    pub(super) fn notes_end(&mut self) {
        self.ended = Some(self.state.now());
    }

    /// When it started: now, if nobody needed to know before.
    pub(super) fn timed(&mut self) -> Moment {
        *self.started.get_or_insert_with(|| self.state.now())
    }

    /// Asks for a place for an attempt, and for a permit.
    pub(super) fn pass(&mut self) -> Result<(Pass, Room), Error> {
        let limit = earliest(self.state.attempt_timeout(), self.timeout()).map(Limit::duration);
        let Self { state, started, .. } = self;
        let mut timed = || *started.get_or_insert_with(|| state.now());
        let pass = Pass::ask(state, &mut timed, limit)?;
        let room = Room::at_once(state).map_or_else(|| Room::ask(state, || _ = timed()), Ok);
        if let Err(error) = &room {
            pass.give_back_unused(&self.state, self.news_of(error));
        }
        Ok((pass, room?))
    }

    /// What the breaker is told of an attempt that found no room.
    pub(super) fn news_of(&self, error: &Error) -> Option<bool> {
        (matches!(error, Error::Full { .. }) && Pass::counts_rejections(&self.state)).then_some(false)
    }

    /// Notes that it waits: from the first time on it is timed, and shows in the peak of the gauge.
    #[inline]
    pub(super) fn waits(&mut self) {
        if self.stands == Stands::ForAll {
            self.stands = Stands::Alone;
            self.timed();
            self.state.metrics().look_at_gauge();
        }
    }

    /// Ends the attempt, as its outcome and report say; the call ends so as well, unless another attempt follows.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub(super) fn ends_attempt(&mut self) {
        self.room.give_back(&self.state);
        let needs_no_clock = self.outcome == Outcome::Success && self.ended.is_none();
        self.went_well = needs_no_clock && self.pass.succeed(&self.state);
        if !self.went_well {
            self.counts_attempt();
        }
        self.trace.end_attempt(self.outcome);
    }

    #[cold]
    fn counts_attempt(&mut self) {
        let ended = *self.ended.get_or_insert_with(|| self.state.now());
        // What it waited for a permit is no news about the service.
        let began = self.started.map(|started| started.after(self.room.waited()));
        self.pass.give_back(&self.state, self.report, began, ended);
        self.state.metrics().attempted(self.outcome, Some(ended));
    }

    #[cold]
    fn ends(&self) {
        if self.outcome == Outcome::Rejected && self.started.is_none() {
            return self.state.metrics().rejected();
        }
        let now = self.ended.unwrap_or_else(|| self.state.now());
        if self.went_well {
            self.state.metrics().attempted(Outcome::Success, Some(now));
        }
        let took = self.started.map(|started| now.since(started));
        let Self { outcome, stands, .. } = *self;
        self.state.metrics().ended(End { outcome, now, took, stands, gap: self.state.gap() });
    }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if !self.went_well || !self.state.metrics().went_well() {
            self.ends();
        }
        self.tell_end(self.outcome);
        self.trace.end(self.outcome);
    }
}

/// A fallback at work. Dropped before it answered, it failed.
struct Answering<'a> {
    state: &'a State,
    trace: &'a Trace,
    outcome: Outcome,
    claim: Option<&'a Claim>,
    answered: bool,
    /// What it said when it failed, if somebody listens.
    error: Option<String>,
}

impl<'a> Answering<'a> {
    fn of(call: &'a mut Call) -> Self {
        (call.ended, call.stands) = (None, Stands::Alone);
        call.timed();
        let Call { state, trace, outcome, claim, .. } = call;
        Self { state, trace, outcome: *outcome, claim: claim.as_deref(), answered: false, error: None }
    }

    fn end(&mut self, answered: bool, error: impl FnOnce() -> Option<String>) {
        self.answered = answered;
        if !answered && self.claim.is_some() {
            self.error = error();
        }
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.state.metrics().fell_back(self.answered, self.state.now());
        if let Some(claim) = self.claim {
            claim.fell_back(self.answered, self.error.take());
        }
        if !self.answered {
            let (command, outcome) = (self.state.name(), self.outcome);
            contained(|| {
                // Not louder than the call: a fallback that only maps errors fails as often as its function.
                tracing::debug!(target: "dyno", parent: self.trace.id(), %command, %outcome, "the fallback failed as well");
            });
        }
    }
}
