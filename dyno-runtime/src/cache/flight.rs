//! One making of one value: whoever asks for it meanwhile waits for that making instead of beginning another.
//!
//! Somebody leads it. Should the leader be dropped, one of those who wait takes over; should nobody wait, the flight is over. Who leads
//! is told by a number, so that a leader who was overtaken cannot end the flight of whoever overtook it.

use std::collections::BTreeMap;
use std::mem::take;
use std::task::{Poll, Waker};
use std::time::Duration;

use crate::clock::Moment;
use crate::outcome::contained;
use crate::sync::{Mutex, lock};

/// A flight, which lands with an `L`. Its lock is ours alone: no code of the user runs under it.
#[derive(Debug)]
pub(super) struct Flight<L> {
    air: Mutex<Air<L>>,
}

#[derive(Debug)]
struct Air<L> {
    phase: Phase<L>,
    /// Who leads, and since when.
    leader: u64,
    since: Moment,
    /// How many wait, whether they are asleep or have just been woken.
    waiting: usize,
    asleep: BTreeMap<u64, Waker>,
    next: u64,
    /// Whether somebody was told that it takes long.
    is_told: bool,
}

#[derive(Debug)]
enum Phase<L> {
    Led,
    /// The leader is gone, and somebody waits.
    Vacant,
    Landed(L),
}

/// What comes of a wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn<L> {
    Landed(L),
    /// Whoever waited leads from now on, by this number.
    Leads(u64),
}

impl<L: Clone> Flight<L> {
    /// Begins one that leader 0 leads.
    pub(super) fn new(now: Moment) -> Self {
        let air = Air {
            phase: Phase::Led,
            leader: 0,
            since: now,
            waiting: 0,
            asleep: BTreeMap::new(),
            next: 0,
            is_told: false,
        };
        Self { air: Mutex::new(air) }
    }

    /// Takes over from a leader that has led for longer than that.
    pub(super) fn overtake(&self, now: Moment, limit: Duration) -> Option<u64> {
        let mut air = lock(&self.air);
        let is_late = matches!(air.phase, Phase::Led) && now.since(air.since) > limit;
        is_late.then(|| air.takes_over(now))
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

    /// Looks what comes of the wait, and has the waker woken when there is more to see. Only who `may_lead` does, where nobody else leads.
    pub(super) fn poll(&self, who: u64, now: Moment, waker: &Waker, may_lead: bool) -> Poll<Turn<L>> {
        // What a waker does, be it its clone or its drop, is not ours.
        let waker = waker.clone();
        let mut air = lock(&self.air);
        match &air.phase {
            Phase::Landed(landed) => return Poll::Ready(Turn::Landed(landed.clone())),
            Phase::Vacant if may_lead => return Poll::Ready(Turn::Leads(air.takes_over(now))),
            Phase::Vacant | Phase::Led => {}
        }
        let before = air.asleep.insert(who, waker);
        drop(air);
        drop(before);
        Poll::Pending
    }

    /// Ends a wait. Tells whether nobody is left, so that the flight is over; the waker is to be dropped without any lock.
    pub(super) fn gives_up(&self, who: u64) -> (bool, Option<Waker>) {
        let mut air = lock(&self.air);
        air.waiting -= 1;
        let mine = air.asleep.remove(&who);
        (air.waiting == 0 && matches!(air.phase, Phase::Vacant), mine)
    }

    /// Ends the flight. Of two that were led at once, the first that lands counts.
    pub(super) fn lands(&self, landed: L) {
        let mut air = lock(&self.air);
        if matches!(air.phase, Phase::Landed(_)) {
            drop(air);
            return drop(landed);
        }
        air.phase = Phase::Landed(landed);
        let asleep = air.all();
        drop(air);
        wake(asleep);
    }

    /// Tells whether somebody else leads by now, or has led since.
    pub(super) fn is_overtaken(&self, leader: u64) -> bool {
        lock(&self.air).leader != leader
    }

    /// Leaves it to whoever waits. Tells whether nobody does, so that the flight is over; those who wait are to be woken without any lock.
    pub(super) fn leaves(&self, leader: u64) -> (bool, Vec<Waker>) {
        let mut air = lock(&self.air);
        if air.leader != leader || !matches!(air.phase, Phase::Led) {
            return (false, Vec::new());
        }
        air.phase = Phase::Vacant;
        (air.waiting == 0, air.all())
    }
}

impl<L> Air<L> {
    fn takes_over(&mut self, now: Moment) -> u64 {
        self.phase = Phase::Led;
        self.since = now;
        self.leader += 1;
        self.leader
    }

    fn all(&mut self) -> Vec<Waker> {
        take(&mut self.asleep).into_values().collect()
    }
}

/// Wakes all of them, whatever one of the user's does.
pub(super) fn wake(asleep: Vec<Waker>) {
    for waker in asleep {
        contained(|| waker.wake());
    }
}

#[cfg(all(test, dyno_loom))]
mod tests;
