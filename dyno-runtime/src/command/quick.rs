//! A call that needs no care: nobody listens to it, and nothing is there that could refuse it. It is counted when it begins and
//! once more when it went well; everything else makes it a call like others.

use crate::clock::{Deadline, Moment};
use crate::command::full::Full;
use crate::command::pass::{Pass, QuickPass};
use crate::command::refusal::Refusal;
#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
use crate::command::room::Room;
use crate::command::site::Site;
use crate::command::trace::is_watched;
#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
use crate::command::turn::{By, Turn};
use crate::metrics::Own;
#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
use crate::outcome::{Outcome, on_unwind};
use crate::stats::free_seat;

/// A call that has begun and whose attempt was let in.
#[derive(Clone, Copy, Debug)]
pub struct Quick {
    own: Own<'static>,
    pass: QuickPass,
    /// When it began, if it is one of those that are timed.
    timed: Option<Moment>,
}

impl Quick {
    /// Begins a call, if it may be such a one.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub(super) fn begin(site: &'static Site) -> Option<Self> {
        let state = site.global()?;
        let own = state.metrics().own(free_seat())?;
        if is_watched() || !state.is_plain() {
            return None;
        }
        let pass = QuickPass::at_once(state)?;
        Some(Self::of(site, own, pass))
    }

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn of(site: &'static Site, own: Own<'static>, pass: QuickPass) -> Self {
        let metrics = || site.global_state().metrics();
        let timed = if own.started() { None } else { Some(metrics().started_at(site.global_state().clock())) };
        Self { own, pass, timed }
    }

    /// Turns a call away that would have been such a one, if its breaker has just turned away another on this thread.
    #[cfg(feature = "breaker")]
    pub(super) fn refusal(site: &'static Site) -> Option<Refusal> {
        let (state, seat) = (site.global()?, free_seat());
        let own = state.metrics().own(seat)?;
        if is_watched() || !state.is_sound_and_intact() {
            return None;
        }
        let breaker = state.breaker()?.shared();
        let now = breaker.still_rejects(seat, state.clock())?;
        state.metrics().refused(own, state.clock(), now);
        Some(Refusal::again(breaker, now))
    }

    #[cfg(not(feature = "breaker"))]
    pub(super) fn refusal(_: &'static Site) -> Option<Refusal> {
        None
    }

    /// Notes that it waits: it is timed from now on, if it was not before, and shows in the peak of the gauge.
    #[cold]
    pub(super) fn waits(&self, site: &'static Site, now: Deadline) -> Waiting {
        let state = site.global_state();
        state.metrics().look_at_gauge();
        Waiting { pass: self.pass.into(), started: self.timed.unwrap_or_else(|| now.moment(state.clock())), since: now }
    }

    /// Keeps all there is to know of it.
    pub(super) fn full(&self, site: &'static Site) -> Full {
        Full::of(site, self.pass.into(), self.timed)
    }

    /// Counts that it went well, if that can still be done without care; nothing has happened otherwise.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub(super) fn goes_well(self, site: &'static Site) -> bool {
        if let Some(started) = self.timed {
            return Self::ends_timed(site, self.own, self.pass, started);
        }
        let is_reported = self.pass.succeed();
        if is_reported {
            self.own.went_well();
        }
        is_reported
    }

    /// Of its parts, which go in registers.
    #[cold]
    #[inline(never)]
    fn ends_timed(site: &'static Site, own: Own<'static>, pass: QuickPass, started: Moment) -> bool {
        let state = site.global_state();
        let now = state.now();
        Pass::from(pass).give_back(state, Some(true), Some(started), now);
        state.metrics().ended_well(own, now, now.nanos_since(started), state.gap());
        true
    }
}

/// Such a call with a permit, or with its turn. By itself, so that those without a bulkhead and a rate limit have nothing to look at.
#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
#[derive(Clone, Copy, Debug)]
pub(super) struct Permitted {
    pub(super) quick: Quick,
    pub(super) room: Room,
}

#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
impl Permitted {
    /// Begins a call of a command that has a rate limit or a bulkhead, if it is its turn, a permit is free, and nothing else is to be
    /// taken care of.
    #[inline(never)]
    pub(super) fn begin(site: &'static Site, by: By<'_>) -> Option<Self> {
        let state = site.global()?;
        let own = state.metrics().own(free_seat())?;
        if is_watched() || !state.needs_only_permits() {
            return None;
        }
        let pass = QuickPass::at_once(state)?;
        // Last of what may say no, because these take.
        let room = if by.is_none() { Turn::and_room(state, by) } else { Self::room_by_key(site, own, pass, by) }?;
        Some(Self { quick: Quick::of(site, own, pass), room })
    }

    /// Takes a turn by a key, which is the user's: the call has panicked if that does.
    #[inline(never)]
    fn room_by_key(site: &'static Site, own: Own<'static>, pass: QuickPass, by: By<'_>) -> Option<Room> {
        let state = site.global_state();
        on_unwind(
            || Turn::and_room(state, by),
            || {
                let mut full = Quick::of(site, own, pass).full(site);
                full.outcome = Outcome::Panicked;
                state.metrics().attempted(Outcome::Panicked, None);
            },
        )
    }

    /// Notes that it waits.
    #[cold]
    pub(super) fn waits(quick: &Quick, room: Room, site: &'static Site, now: Deadline) -> Full {
        let mut full = quick.waits(site, now).full(site);
        full.room = room;
        full
    }

    /// Keeps all there is to know of it.
    pub(super) fn full(quick: &Quick, room: Room, site: &'static Site) -> Full {
        let mut full = quick.full(site);
        full.room = room;
        full
    }

    /// Counts that it went well, if that can still be done without care; nothing has happened otherwise.
    #[inline(never)]
    pub(super) fn goes_well(quick: &Quick, room: Room, site: &'static Site) -> bool {
        let is_counted = quick.goes_well(site);
        if is_counted {
            room.give_back(site.global_state());
        }
        is_counted
    }
}

/// Such a call after its body has waited: it may end on another thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pass: Pass,
    started: Moment,
    since: Deadline,
}

impl Waiting {
    /// Keeps all there is to know of it.
    pub(super) fn full(self, site: &'static Site) -> Full {
        Full::of_waiting(site, self.pass, self.started, self.since)
    }

    /// Counts that it went well.
    #[inline(never)]
    pub(super) fn ends_well(self, site: &'static Site) {
        let Self { pass, started, .. } = self;
        let state = site.global_state();
        let now = state.now();
        pass.give_back(state, Some(true), Some(started), now);
        state.metrics().ended_waiting(now, now.nanos_since(started));
    }
}
