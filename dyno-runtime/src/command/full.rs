//! A call of which more has to be kept than that it began: a guard that counts how it ended, once, however it is left.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Deadline, Limit, Moment};
use crate::command::pass::Pass;
use crate::command::room::Room;
use crate::command::site::Site;
use crate::command::state::{State, StateRef};
use crate::command::task::{Claim, claim, is_offered};
use crate::command::trace::Trace;
use crate::command::turn::{By, Turn};
use crate::error::{Error, Judged};
use crate::left::earliest;
use crate::metrics::{End, Stands};
use crate::outcome::{Outcome, on_unwind};

/// A call that has begun. Dropped before its outcome is known, it was cancelled.
#[derive(Debug)]
pub(super) struct Full {
    pub(super) state: StateRef,
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
    /// When it first waited.
    pub(super) since: Option<Deadline>,
    /// When the attempt that is under way began, if it is not the first.
    again: Option<Moment>,
    /// The turn that it has to wait for.
    #[cfg(feature = "rate_limit")]
    pub(super) turn: Option<Box<crate::rate_limit::Waiting>>,
    /// Whether its fuse has chosen it, where that lets only a share pass.
    #[cfg(feature = "fuse")]
    pub(super) chosen: crate::fuse::Chosen,
    pub(super) trace: Trace,
    /// Whether it may block its thread, whatever the command is.
    pub(super) blocks: bool,
    /// What a task or a cold call wants of it.
    pub(super) claim: Option<Claim>,
}

impl Full {
    /// Begins a call of a site, or of none.
    #[cold]
    pub(super) fn begin(state: StateRef, site: usize) -> Self {
        // First, because subscribers are the user's: nothing has begun if one panics.
        let trace = Trace::begin(&state);
        let started = state.started();
        let outcome = Outcome::Cancelled;
        let (pass, room, report) = (Pass::default(), Room::FREE, None);
        // Last, because what is claimed by a call that never begins would be lost.
        let claim = if is_offered() { claim(site, &state) } else { None };
        let stands = Stands::ForAll;
        Self {
            state,
            started,
            ended: None,
            outcome,
            stands,
            went_well: false,
            pass,
            room,
            report,
            since: None,
            again: None,
            #[cfg(feature = "rate_limit")]
            turn: None,
            #[cfg(feature = "fuse")]
            chosen: None,
            trace,
            blocks: false,
            claim,
        }
    }

    /// A call that began without care.
    pub(super) fn of(site: &'static Site, pass: Pass, started: Option<Moment>) -> Self {
        Self {
            state: StateRef::Global(site.global_state()),
            started,
            ended: None,
            outcome: Outcome::Cancelled,
            stands: Stands::ForAll,
            went_well: false,
            pass,
            room: Room::FREE,
            report: None,
            since: None,
            again: None,
            #[cfg(feature = "rate_limit")]
            turn: None,
            #[cfg(feature = "fuse")]
            chosen: None,
            trace: Trace::NONE,
            blocks: false,
            claim: None,
        }
    }

    /// One that waits.
    pub(super) fn of_waiting(site: &'static Site, pass: Pass, started: Moment, since: Deadline) -> Self {
        let mut full = Self::of(site, pass, Some(started));
        full.since = Some(since);
        full.stands = Stands::Alone;
        full
    }

    /// One whose attempt was turned away.
    pub(super) fn of_refused(site: &'static Site) -> Self {
        let mut full = Self::of(site, Pass::default(), None);
        full.outcome = Outcome::Rejected;
        full
    }

    pub(super) fn judged(&self) -> Error {
        Error::from(Judged { name: self.state.name().clone() })
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    #[inline]
    pub(super) fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// The limit of its attempt. Out of line, so that asking the call whose command says it is a few instructions.
    #[inline(never)]
    pub(super) fn limit(&self) -> Option<Limit> {
        match (self.claim(), self.again) {
            (None, None) => self.state.limit(),
            (Some(_), None) => earliest(self.state.attempt_timeout(), self.timeout()),
            (_, Some(_)) => earliest(self.state.attempt_timeout(), self.left(Deadline::now())),
        }
    }

    /// What is left of its own time, which began with its first wait.
    pub(super) fn left(&self, now: Deadline) -> Option<Limit> {
        let since = self.since.unwrap_or(now);
        self.timeout().map(|whole| whole.duration().saturating_sub(now.since(since)).into())
    }

    /// Whether another attempt would come too late.
    pub(super) fn has_no_time_left(&self) -> bool {
        self.again.is_some() && self.is_over(Deadline::now())
    }

    /// Tells whether nothing of it is left, which no [`Limit`] can say.
    pub(super) fn is_over(&self, now: Deadline) -> bool {
        let took = self.since.map(|since| now.since(since));
        self.timeout().zip(took).is_some_and(|(whole, took)| took >= whole.duration())
    }

    /// When the attempt began that is under way, or has just ended, or `now` if nobody knows.
    pub(super) fn attempt_started_by(&self, now: Moment) -> Moment {
        self.again.or(self.started).unwrap_or(now)
    }

    /// How long it has run, as far as that is known.
    pub(super) fn elapsed(&self, now: Moment) -> Duration {
        now.since(self.started.unwrap_or(now))
    }

    /// Goes on to another attempt after one that failed.
    #[cfg(feature = "retry")]
    pub(super) fn begins_again(&mut self) {
        self.outcome = Outcome::Cancelled;
        self.goes_on();
        (self.went_well, self.report) = (false, None);
        self.again = Some(self.timed());
        (self.pass, self.room) = (Pass::default(), Room::FREE);
        if let Some(claim) = self.claim() {
            claim.begins_again();
        }
    }

    /// Goes on after it waited before its first attempt, which has what is left of its time.
    #[cfg(feature = "inject")]
    pub(super) fn has_waited(&mut self) {
        self.again = Some(self.state.now());
    }

    /// Ends as the last attempt did, because no other one begins after all.
    #[cfg(feature = "retry")]
    pub(super) fn ends_all_the_same(&mut self, outcome: Outcome) {
        self.outcome = outcome;
        if let Some(claim) = self.claim() {
            claim.ends_all_the_same();
        }
    }

    pub(super) fn is_timed(&self) -> bool {
        self.started.is_some()
    }

    /// Begins an attempt that was let in.
    #[inline]
    pub(super) fn begins_attempt(&mut self, pass: Pass, room: Room) {
        (self.pass, self.room) = (pass, room);
        if self.again.is_some() {
            self.again = Some(self.state.now());
        }
    }

    #[cold]
    pub(super) fn notes_end(&mut self) {
        self.ended = Some(self.state.now());
    }

    /// When it started: now, if nobody needed to know before.
    pub(super) fn timed(&mut self) -> Moment {
        *self.started.get_or_insert_with(|| self.state.now())
    }

    /// Asks whether the fuse is intact, for a place for an attempt, for its turn, and for a permit.
    pub(super) fn pass(&mut self, by: By<'_>) -> Result<(Pass, Room), Error> {
        #[cfg(feature = "fuse")]
        if let Some(fuse) = self.state.fuse() {
            fuse.shared().check(|_| self.chosen)?;
        }
        let own = self.limit();
        let limit = own.map(Limit::duration);
        if let Some(again) = &mut self.again {
            // There was a pause since, which may be just what an open breaker had asked for.
            *again = self.state.now();
        }
        let Self { state, started, again, blocks, outcome, .. } = self;
        let mut timed = || again.unwrap_or_else(|| *started.get_or_insert_with(|| state.now()));
        let pass = Pass::ask(state, &mut timed, limit)?;
        // A key is the user's.
        let turn = on_unwind(
            || Turn::ask(state, by, *blocks, own, || _ = timed()),
            || {
                *outcome = Outcome::Panicked;
                pass.give_back_unused(state, None);
                state.metrics().attempted(Outcome::Panicked, None);
            },
        );
        let mut room = turn.and_then(|turn| self.room_after(turn, own));
        if let Err(error) = &mut room {
            pass.give_back_unused(&self.state, self.news_of(error));
            if let (Error::Timeout(timeout), Some((limit, elapsed))) = (error, self.overrun(self.state.now())) {
                let timeout = Arc::make_mut(timeout);
                (timeout.limit, timeout.elapsed) = (limit, elapsed);
            }
        }
        Ok((pass, room?))
    }

    /// Asks for a permit, once it is its turn.
    fn room_after(&mut self, turn: Turn, own: Option<Limit>) -> Result<Room, Error> {
        #[cfg(feature = "rate_limit")]
        let (turn, waited) = match turn {
            Turn::Awaited(waiting) => {
                self.turn = Some(waiting);
                return Ok(Room::AWAITED);
            }
            Turn::Taken(taken, waited) => (Turn::Taken(taken, waited), waited),
            Turn::Free => (turn, Duration::ZERO),
        };
        let Self { state, started, blocks, .. } = self;
        let timed = || _ = *started.get_or_insert_with(|| state.now());
        // Whoever has waited for its turn has less time left for this.
        #[cfg(feature = "rate_limit")]
        let own = own.map(|own| Limit::from(own.duration().saturating_sub(waited)));
        match Room::at_once(state).map_or_else(|| Room::ask(state, *blocks, own, timed), Ok) {
            #[cfg(feature = "rate_limit")]
            Ok(room) => Ok(room.after(waited)),
            #[cfg(not(feature = "rate_limit"))]
            Ok(room) => Ok(room),
            Err(error) => {
                turn.give_back(&self.state);
                Err(error)
            }
        }
    }

    /// What the breaker is told of an attempt that found no room.
    pub(super) fn news_of(&self, error: &Error) -> Option<bool> {
        (matches!(error, Error::Full { .. } | Error::RateLimited { .. }) && Pass::counts_rejections(&self.state))
            .then_some(false)
    }

    /// Notes that it waits: from the first time on it is timed, and shows in the peak of the gauge.
    #[inline]
    pub(super) fn waits(&mut self, now: Deadline) {
        self.since.get_or_insert(now);
        if self.stands == Stands::ForAll {
            self.stands = Stands::Alone;
            self.timed();
            self.state.metrics().look_at_gauge();
        }
    }

    /// Goes on with a fallback, which is timed with it.
    pub(super) fn goes_on(&mut self) {
        (self.ended, self.stands) = (None, Stands::Alone);
        self.timed();
    }

    /// Ends the attempt, as its outcome and report say; the call ends so as well, unless another attempt follows. `told` is when another
    /// one has a chance, if its error knows.
    pub(super) fn ends_attempt(&mut self, told: Option<Duration>) {
        self.room.give_back(&self.state);
        let needs_no_clock = self.outcome == Outcome::Success && self.ended.is_none();
        self.went_well = needs_no_clock && self.pass.succeed(&self.state);
        if !self.went_well {
            self.counts_attempt(told);
        }
        self.trace.end_attempt(self.outcome);
    }

    #[cold]
    fn counts_attempt(&mut self, told: Option<Duration>) {
        let ended = *self.ended.get_or_insert_with(|| self.state.now());
        // What it waited for a permit is no news about the service.
        let began = self.again.or(self.started).map(|began| began.after(self.room.waited()));
        match told {
            Some(told) => self.pass.give_back_told(&self.state, told, began, ended),
            None => self.pass.give_back(&self.state, self.report, began, ended),
        }
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
        let took = self.started.map(|started| now.nanos_since(started));
        let Self { outcome, stands, .. } = *self;
        self.state.metrics().ended(End { outcome, now, took, stands, gap: self.state.gap() });
    }
}

impl Drop for Full {
    fn drop(&mut self) {
        if !self.went_well || !self.state.metrics().went_well() {
            self.ends();
        }
        self.tell_end(self.outcome);
        self.trace.end(self.outcome);
    }
}
