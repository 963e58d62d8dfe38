//! One making of one value: whoever asks for it meanwhile waits for that making instead of beginning another.
//!
//! Somebody leads it. Should the leader be dropped, or not end in time, one of those who wait takes over: whoever has the most time left.
//! Should nobody wait, the flight is over. Who leads is told by a number, so that a leader who was overtaken cannot end the flight of whoever
//! overtook it.

mod line;

use std::task::Waker;
use std::time::Duration;

use self::line::Line;
use crate::clock::Moment;
use crate::outcome::contained;
use crate::sync::{Mutex, lock};

/// So long whoever is to lead has to begin, before somebody else does who waits as well: nobody may ever poll him again. A leader whose time is
/// up has as long to say so.
pub(super) const GRACE: Duration = Duration::from_millis(10);

/// A flight, which lands with an `L`. Its lock is ours alone: no code of the user runs under it.
#[derive(Debug)]
pub(super) struct Flight<L> {
    air: Mutex<Air<L>>,
}

#[derive(Debug)]
struct Air<L> {
    phase: Phase<L>,
    /// Who leads, or has led.
    leader: u64,
    /// Since when, or since when nobody does.
    since: Moment,
    /// How many wait, whether they are asleep or have just been woken.
    waiting: usize,
    line: Line,
    next: u64,
    /// Whether somebody was told that it takes long.
    is_told: bool,
}

#[derive(Debug)]
enum Phase<L> {
    Led,
    /// The leader is gone, or late, and somebody waits.
    Vacant,
    /// It ends, and nobody can take over any more.
    Landing,
    Landed(L),
}

/// Whoever waits, each time that he looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    pub(super) now: Moment,
    /// When his own time is up.
    pub(super) until: Moment,
    /// How long a leader may take.
    pub(super) limit: Option<Duration>,
    /// Whether he would lead: not with no time left.
    pub(super) may_lead: bool,
    /// Whether somebody has him look again in time.
    pub(super) is_timed: bool,
}

/// What comes of a wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn<L> {
    Landed(L),
    /// Whoever waited leads from now on, by this number.
    Leads(u64),
    /// He waits on, and is to look again at that time, if not woken before.
    Waits(Option<Moment>),
}

/// What is left when somebody waits no more. All that wakes is to be used, or dropped, without any lock.
#[derive(Debug)]
pub(super) struct Left {
    /// Whether nobody else is there, so that the flight is over.
    pub(super) is_over: bool,
    pub(super) mine: Option<Waker>,
    /// Whose turn it is to lead by now.
    pub(super) next: Option<Waker>,
}

impl<L: Clone> Flight<L> {
    /// Begins one that leader 0 leads.
    pub(super) fn new(now: Moment) -> Self {
        let air = Air {
            phase: Phase::Led,
            leader: 0,
            since: now,
            waiting: 0,
            line: Line::default(),
            next: 0,
            is_told: false,
        };
        Self { air: Mutex::new(air) }
    }

    /// Tells, once, how long it has been led, if that is longer than a `limit`.
    pub(super) fn takes_long(&self, now: Moment, limit: Duration) -> Option<Duration> {
        let mut air = lock(&self.air);
        let took = now.since(air.since);
        let is_long = matches!(air.phase, Phase::Led) && took > limit && !air.is_told;
        air.is_told |= is_long;
        is_long.then_some(took)
    }

    /// Waits, from now on: whoever did so [gives up](Flight::gives_up) in the end.
    pub(super) fn joins(&self) -> u64 {
        let mut air = lock(&self.air);
        air.waiting += 1;
        air.next += 1;
        air.next
    }

    /// Looks what comes of the wait, and has the waker woken when there is more to see.
    pub(super) fn poll(&self, who: u64, looks: &Looks, waker: &Waker) -> Turn<L> {
        // What a waker does, be it its clone or its drop, is not ours.
        let waker = waker.clone();
        let mut air = lock(&self.air);
        let (mut again, mut woken) = (None, Vec::new());
        if let (Phase::Led, Some(limit)) = (&air.phase, looks.limit) {
            let late = air.since.after(limit).after(GRACE.min(limit / 8));
            if late <= looks.now {
                woken = air.is_vacant(looks.now);
            } else {
                again = Some(late);
            }
        }
        match &air.phase {
            Phase::Landed(landed) => return Turn::Landed(landed.clone()),
            Phase::Led | Phase::Landing => {}
            Phase::Vacant => {
                let in_turn = air.since.after(GRACE);
                let is_his = !looks.is_timed || air.line.is_first(who, looks.until) || in_turn <= looks.now;
                if looks.may_lead && is_his {
                    let leader = air.takes_over(looks.now);
                    drop(air);
                    wake(woken);
                    return Turn::Leads(leader);
                }
                again = Some(in_turn);
            }
        }
        let before = air.line.sleeps(who, looks.until, waker);
        drop(air);
        drop(before);
        wake(woken);
        Turn::Waits(again)
    }

    /// Ends a wait.
    pub(super) fn gives_up(&self, who: u64) -> Left {
        let mut air = lock(&self.air);
        air.waiting -= 1;
        let mine = air.line.leaves(who);
        let is_vacant = matches!(air.phase, Phase::Vacant);
        let next = if is_vacant { air.line.wakes_first() } else { None };
        Left { is_over: is_vacant && air.waiting == 0, mine, next }
    }

    /// Tells whether it ends with what a leader has made, or failed to make: that of whoever `fails` does not when somebody else leads by now, or
    /// has led since. From then on nobody takes over.
    pub(super) fn is_to_land(&self, fails: Option<u64>) -> bool {
        let mut air = lock(&self.air);
        if fails.is_some_and(|leader| leader != air.leader) {
            return false;
        }
        if matches!(air.phase, Phase::Led | Phase::Vacant) {
            air.phase = Phase::Landing;
        }
        true
    }

    /// Ends the flight. Of two that were led at once, the first that lands counts.
    pub(super) fn lands(&self, landed: L) {
        let mut air = lock(&self.air);
        if matches!(air.phase, Phase::Landed(_)) {
            drop(air);
            return drop(landed);
        }
        air.phase = Phase::Landed(landed);
        let asleep = air.line.ends();
        drop(air);
        wake(asleep);
    }

    /// Leaves it to whoever waits. Tells whether nobody does, so that the flight is over; those who wait are to be woken without any lock.
    pub(super) fn leaves(&self, leader: u64, now: Moment) -> (bool, Vec<Waker>) {
        let mut air = lock(&self.air);
        if air.leader != leader || !matches!(air.phase, Phase::Led) {
            return (false, Vec::new());
        }
        let asleep = air.is_vacant(now);
        (air.waiting == 0, asleep)
    }
}

impl<L> Air<L> {
    fn takes_over(&mut self, now: Moment) -> u64 {
        self.phase = Phase::Led;
        self.since = now;
        self.leader += 1;
        self.leader
    }

    /// Nobody leads it: all are to look, because whose turn it is may not.
    fn is_vacant(&mut self, now: Moment) -> Vec<Waker> {
        self.phase = Phase::Vacant;
        self.since = now;
        self.line.wakes_all()
    }
}

/// Wakes all of them, whatever one of the user's does.
pub(super) fn wake(asleep: impl IntoIterator<Item = Waker>) {
    for waker in asleep {
        contained(|| waker.wake());
    }
}

#[cfg(all(test, dyno_loom))]
mod tests;
