//! Counting without a lock: each thread on a stripe of its own, all of them folded into the windows at each turn of a bucket.

use std::time::Duration;

use crate::clock::{Clock, Moment, is_short, nanos};
use crate::metrics::counts::{Counts, LatencySnapshot, place};
use crate::metrics::lasted::Lasted;
use crate::metrics::state::{Largest, State, Totals};
use crate::metrics::stripe::{Stands, Stripe};
use crate::outcome::Outcome;
use crate::stats::{Held, Stripes};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// The counters of one command.
#[derive(Debug)]
pub(crate) struct Metrics {
    stripes: Stripes<Stripe>,
    /// In nanoseconds and one more; 0 while nothing was timed.
    longest: AtomicU64,
    peak: AtomicU64,
    turns_at: AtomicU64,
    /// Once something was folded: of most commands that are made at run time, nothing ever is.
    windows: Mutex<Option<Box<State>>>,
}

/// Everything there is to read of the counters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) in_flight: u64,
    pub(crate) peak: u64,
    pub(crate) recent: Counts,
    pub(crate) totals: Counts,
    pub(crate) latency: LatencySnapshot,
    pub(crate) lasted: Lasted,
}

/// How a call ended, of which the time is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    pub(crate) now: Moment,
    /// How many nanoseconds it took, unless nobody knows when it began; and which calls that tells of.
    pub(crate) took: Option<u64>,
    pub(crate) stands: Stands,
    /// Within how many nanoseconds so many calls must come that not all need to be timed.
    pub(crate) gap: u64,
}

/// The counters of a thread that owns them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own<'a>(&'a Stripe);

impl Own<'_> {
    /// Counts a call that begins, if it need not be timed.
    #[inline]
    pub(crate) fn started(self) -> bool {
        let lets_go = self.0.pace.lets_go();
        if lets_go {
            self.0.bump(place::STARTED);
        }
        lets_go
    }

    /// Counts a call that ended well at its only attempt and that nobody timed.
    #[inline]
    pub(crate) fn went_well(self) {
        self.0.went_well();
    }
}

impl Metrics {
    pub(crate) fn new(now: Moment) -> Self {
        Self {
            stripes: Stripes::new(),
            longest: AtomicU64::new(0),
            peak: AtomicU64::new(0),
            turns_at: AtomicU64::new(State::new(now).turns_at().as_nanos()),
            windows: Mutex::new(None),
        }
    }

    /// How many nanoseconds a bucket lasts in which calls are counted.
    pub(crate) const BUCKET: u64 = 1_000_000_000;

    /// The counters of the owner of a seat, if that has counted here before.
    #[inline]
    pub(crate) fn own(&self, seat: usize) -> Option<Own<'_>> {
        self.stripes.at(seat).map(Own)
    }

    /// Counts a call that begins, and tells when, unless it is one of those that need no clock.
    #[inline]
    pub(crate) fn started(&self, clock: &Clock) -> Option<Moment> {
        match self.stripes.mine() {
            Some(stripe) if stripe.pace.lets_go() => {
                stripe.bump(place::STARTED);
                None
            }
            _ => Some(self.started_at(clock)),
        }
    }

    /// Counts a call that ended well at its first attempt without the clock, if it can be.
    #[inline]
    pub(crate) fn went_well(&self) -> bool {
        let mine = self.stripes.mine();
        if let Some(stripe) = mine {
            stripe.went_well();
        }
        mine.is_some()
    }

    /// Counts an attempt that ended.
    pub(crate) fn attempted(&self, outcome: Outcome, now: Option<Moment>) {
        if let Some(now) = now {
            self.turn(now);
        }
        self.count(place::ATTEMPTS + outcome as usize);
    }

    /// Counts a fallback that answered or failed.
    pub(crate) fn fell_back(&self, answered: bool, now: Moment) {
        self.turn(now);
        self.count(if answered { place::FALLBACK_SUCCESS } else { place::FALLBACK_FAILURE });
    }

    /// Counts an attempt that follows one that failed.
    #[cfg(feature = "retry")]
    pub(crate) fn retried(&self, now: Moment) {
        self.turn(now);
        self.count(place::RETRIES);
    }

    /// Counts one that does not, because the budget is spent.
    #[cfg(feature = "retry")]
    pub(crate) fn spent_its_budget(&self, now: Moment) {
        self.turn(now);
        self.count(place::RETRIES_REFUSED);
    }

    /// How many calls have begun and were not turned away, and how many of these have not ended. Ends are read before starts.
    #[cfg(feature = "retry")]
    pub(crate) fn let_in(&self) -> (u64, u64) {
        let sum = |of: fn(&Stripe) -> u64| self.stripes.iter().map(|(_, stripe)| of(stripe)).sum::<u64>();
        let (ended, rejected) = (sum(Stripe::ended), sum(Stripe::rejected));
        let started = sum(Stripe::started);
        (started.saturating_sub(rejected), started.saturating_sub(ended))
    }

    /// Counts a call that ended.
    pub(crate) fn ended(&self, end: End) {
        let End { outcome, now, took, stands, gap } = end;
        self.turn(now);
        let Held { of: stripe, is_owned } = self.stripes.held();
        // How fast calls are turned away says nothing about what they call.
        match took {
            _ if outcome == Outcome::Rejected => {}
            Some(took) => {
                stripe.timed(took, stands, is_owned);
                raise(&self.longest, took.saturating_add(1));
            }
            None => stripe.untimed(is_owned),
        }
        if let (true, Some(took)) = (is_owned, took) {
            match stands {
                Stands::ForAll => stripe.pace.timed(now, is_short(took), gap),
                Stands::Alone => stripe.pace.timed_anyway(),
            }
        }
        stripe.add(place::CALLS + outcome as usize, is_owned);
    }

    /// Counts a call of the thread that owns the counters, which took so many nanoseconds and ended well at its only attempt.
    pub(crate) fn ended_well(&self, own: Own<'_>, now: Moment, took: u64, gap: u64) {
        self.turn(now);
        let Own(stripe) = own;
        stripe.timed(took, Stands::ForAll, true);
        raise(&self.longest, took.saturating_add(1));
        stripe.pace.timed(now, is_short(took), gap);
        stripe.bump(place::ATTEMPTS + Outcome::Success as usize);
        stripe.bump(place::CALLS + Outcome::Success as usize);
    }

    /// Counts a call that waited, took so many nanoseconds, and ended well at its only attempt.
    pub(crate) fn ended_waiting(&self, now: Moment, took: u64) {
        self.turn(now);
        let Held { of: stripe, is_owned } = self.stripes.held();
        stripe.timed(took, Stands::Alone, is_owned);
        raise(&self.longest, took.saturating_add(1));
        if is_owned {
            stripe.pace.waited(stripe.owes());
        }
        stripe.add(place::ATTEMPTS + Outcome::Success as usize, is_owned);
        stripe.add(place::CALLS + Outcome::Success as usize, is_owned);
    }

    /// Counts a call of the thread that owns the counters, which begins and whose attempt is turned away.
    #[cfg(feature = "breaker")]
    pub(crate) fn refused(&self, own: Own<'_>, clock: &Clock, now: Moment) {
        self.turn(now);
        let Own(stripe) = own;
        stripe.bump(place::STARTED);
        if !clock.is_systems() {
            self.look_at_gauge();
        }
        stripe.bump(place::ATTEMPTS + Outcome::Rejected as usize);
    }

    /// Counts a call that was rejected and that nobody timed.
    pub(crate) fn rejected(&self) {
        self.count(place::CALLS + Outcome::Rejected as usize);
    }

    /// Notes how many calls are in flight, for the peak.
    pub(crate) fn look_at_gauge(&self) {
        raise(&self.peak, self.in_flight());
    }

    /// Reads everything, the live bucket included, and changes nothing.
    pub(crate) fn read(&self, now: Moment) -> Reading {
        let read = |state: &State, totals: &Totals, largest, lasted| {
            let (recent, peak) = state.recent(totals, largest, now);
            (recent, peak, Counts::from(&totals.counted), state.latency(&totals.timed, largest, now), lasted)
        };
        let (recent, peak, totals, latency, lasted) = self.look(read);
        let in_flight = self.in_flight();
        Reading { in_flight, peak: peak.max(in_flight), recent, totals, latency, lasted }
    }

    /// How many of the calls of the last 60 s took longer than that: so many at least, so many at most, of so many.
    pub(crate) fn slower(&self, than: Duration, now: Moment) -> (u64, u64, u64) {
        self.look(|state, totals, largest, _| state.slower(nanos(than), &totals.timed, largest, now))
    }

    /// Looks at the windows, with what is not folded into them yet.
    fn look<R>(&self, look: impl FnOnce(&State, &Totals, Largest, Lasted) -> R) -> R {
        let windows = lock(&self.windows);
        let empty;
        let state = match &*windows {
            Some(state) => state,
            None => {
                empty = self.empty();
                &empty
            }
        };
        let mut totals = self.totals();
        // Before those that nobody has timed yet, which the next that is timed may put elsewhere.
        let lasted = state.lasted(&totals.timed);
        let mut largest = self.largest(|largest| largest.load(Relaxed));
        for (_, stripe) in self.stripes.iter() {
            largest.nanos = largest.nanos.max(stripe.add_untimed(&mut totals.timed));
        }
        look(state, &totals, largest, lasted)
    }

    /// Counts a call that begins, and tells when.
    #[cold]
    pub(crate) fn started_at(&self, clock: &Clock) -> Moment {
        let now = clock.now();
        self.turn(now);
        let Held { of: stripe, is_owned } = self.stripes.held();
        stripe.add(place::STARTED, is_owned);
        // Where time is virtual nothing is spared, so that what is read does not depend on the thread.
        if !is_owned || !clock.is_systems() || stripe.pace.times_all() {
            self.look_at_gauge();
        }
        now
    }

    fn count(&self, place: usize) {
        let Held { of: stripe, is_owned } = self.stripes.held();
        stripe.add(place, is_owned);
    }

    /// Folds what was counted into the windows, once a bucket.
    #[inline]
    fn turn(&self, now: Moment) {
        if now.as_nanos() >= self.turns_at.load(Relaxed) {
            self.turn_now(now);
        }
    }

    #[cold]
    fn turn_now(&self, now: Moment) {
        let mut windows = lock(&self.windows);
        if now.as_nanos() < self.turns_at.load(Relaxed) {
            return;
        }
        let windows = windows.get_or_insert_with(|| Box::new(self.empty()));
        windows.fold(self.totals(), self.largest(|largest| largest.swap(0, Relaxed)), now);
        self.look_at_gauge();
        self.turns_at.store(windows.turns_at().as_nanos(), Relaxed);
    }

    /// What nothing was folded into since the start.
    fn empty(&self) -> State {
        State::new(Moment::at_nanos(self.turns_at.load(Relaxed) - Self::BUCKET))
    }

    /// What was counted since the start. Ends are read before starts, so that more calls have begun than ended.
    fn totals(&self) -> Totals {
        let mut totals = Totals { counted: [0; place::ALL], timed: Box::default() };
        self.stripes.iter().for_each(|(_, stripe)| stripe.add_ends(&mut totals));
        self.stripes.iter().for_each(|(_, stripe)| stripe.add_starts(&mut totals));
        totals
    }

    fn largest(&self, read: impl Fn(&AtomicU64) -> u64) -> Largest {
        Largest { in_flight: read(&self.peak), nanos: read(&self.longest).checked_sub(1) }
    }

    /// How many calls are in flight. Ends are read before starts.
    pub(crate) fn in_flight(&self) -> u64 {
        let ended: u64 = self.stripes.iter().map(|(_, stripe)| stripe.ended()).sum();
        let started: u64 = self.stripes.iter().map(|(_, stripe)| stripe.started()).sum();
        started.saturating_sub(ended)
    }
}

/// Raises the largest; a load is enough, unless there is a new one.
fn raise(largest: &AtomicU64, value: u64) {
    if value > largest.load(Relaxed) {
        largest.fetch_max(value, Relaxed);
    }
}
