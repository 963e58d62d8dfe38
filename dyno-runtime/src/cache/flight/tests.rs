//! A flight under every interleaving of two or three threads. Loom itself finds who would wait for ever.

use std::task::Waker;
use std::time::Duration;

use loom::sync::Arc;
use loom::thread;

use crate::cache::flight::{Flight, Looks, Turn};
use crate::clock::Moment;
use crate::sync::{AtomicU64, Ordering, park, waker_of_this_thread};

fn now() -> Moment {
    Moment::at_nanos(1)
}

/// Those whose time is never up, where a leader's never is.
fn looks() -> Looks {
    Looks { now: now(), until: Moment::NEVER, limit: None, may_lead: true, is_timed: true }
}

/// The same when the time of whoever led it from the beginning is up.
fn looks_late() -> Looks {
    Looks { now: now().after(2 * SECOND), limit: Some(SECOND), ..looks() }
}

const SECOND: Duration = Duration::from_secs(1);

/// A flight, and who leads it: noted by a plain load and store, so that of two at once one would be lost.
struct Watched {
    flight: Flight<u64>,
    leading: AtomicU64,
    led: AtomicU64,
}

fn watched() -> Arc<Watched> {
    Arc::new(Watched { flight: Flight::new(now()), leading: AtomicU64::new(0), led: AtomicU64::new(0) })
}

impl Watched {
    fn wait(&self, who: u64, looks: &Looks) -> Turn<u64> {
        let waker = waker_of_this_thread();
        loop {
            match self.flight.poll(who, looks, &waker) {
                Turn::Waits(_) => park(None),
                turn => return turn,
            }
        }
    }

    fn leads(&self) {
        assert_eq!(self.leading.load(Ordering::Relaxed), 0, "two lead at once");
        self.leading.store(1, Ordering::Relaxed);
        self.led.store(self.led.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// Ends what [`Self::leads`] began; it is noted before anybody can lead after it.
    fn lands(&self, landed: u64) {
        self.leading.store(0, Ordering::Relaxed);
        self.flight.lands(landed);
    }

    fn leaves(&self, leader: u64) -> bool {
        self.leading.store(0, Ordering::Relaxed);
        let (is_over, asleep) = self.flight.leaves(leader, now());
        asleep.into_iter().for_each(Waker::wake);
        is_over
    }

    /// Waits to the end, and lands `mine` if it has to lead. Gives what has landed.
    fn waits(&self, who: u64, looks: &Looks, mine: u64) -> u64 {
        let landed = loop {
            match self.wait(who, looks) {
                Turn::Landed(landed) => break landed,
                _ => {
                    self.leads();
                    self.lands(mine);
                }
            }
        };
        assert!(!self.flight.gives_up(who).is_over, "it has landed, and is not over for want of a leader");
        landed
    }

    /// Waits no more, and wakes whoever is next.
    fn gives_up(&self, who: u64) -> bool {
        let left = self.flight.gives_up(who);
        left.next.into_iter().for_each(Waker::wake);
        left.is_over
    }
}

#[test]
fn loom_all_who_join_get_what_lands() {
    loom::model(|| {
        let it = watched();
        it.leads();
        let comes = || {
            let it = Arc::clone(&it);
            move || {
                let who = it.flight.joins();
                it.waits(who, &looks(), 8)
            }
        };
        let others = [thread::spawn(comes()), thread::spawn(comes())];
        it.lands(7);
        assert_eq!(others.map(|one| one.join().unwrap()), [7, 7]);
        assert_eq!(it.led.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn loom_one_of_those_who_wait_leads_when_the_leader_leaves() {
    loom::model(|| {
        let it = watched();
        it.leads();
        let comes = |mine| {
            let (it, who) = (Arc::clone(&it), it.flight.joins());
            move || it.waits(who, &looks(), mine)
        };
        let others = [thread::spawn(comes(8)), thread::spawn(comes(9))];
        assert!(!it.leaves(0), "two wait for it");
        let [first, second] = others.map(|one| one.join().unwrap());
        assert!(first == second && (first == 8 || first == 9), "{first} and {second} landed");
        assert_eq!(it.led.load(Ordering::Relaxed), 2);
    });
}

/// One of two gives up: before it was polled, asleep, just woken, or as the leader that it has become.
#[test]
fn loom_who_gives_up_leaves_nobody_waiting() {
    for polls in [false, true] {
        loom::model(move || {
            let it = watched();
            it.leads();
            let gives_up = {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || {
                    let turn = polls.then(|| it.flight.poll(who, &looks(), &waker_of_this_thread()));
                    if let Some(Turn::Leads(leader)) = turn {
                        it.leads();
                        assert!(!it.leaves(leader), "the other one waits");
                    }
                    assert!(!it.gives_up(who), "the other one waits, or has landed");
                }
            };
            let waits = {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || it.waits(who, &looks(), 9)
            };
            let others = (thread::spawn(gives_up), thread::spawn(waits));
            assert!(!it.leaves(0));
            others.0.join().unwrap();
            assert_eq!(others.1.join().unwrap(), 9);
        });
    }
}

/// The only one who waits gives up just when the leader leaves: one of them, and only one, is told that the flight is over.
#[test]
fn loom_the_last_to_go_ends_it() {
    loom::model(|| {
        let it = watched();
        it.leads();
        let gives_up = {
            let (it, who) = (Arc::clone(&it), it.flight.joins());
            move || it.flight.gives_up(who).is_over
        };
        let other = thread::spawn(gives_up);
        let is_over = it.leaves(0);
        assert!(is_over != other.join().unwrap());
    });
}

/// When the leader leaves it is the turn of whoever has the most time, however soon the other one looks; when he gives up just then, the
/// other one leads.
#[test]
fn loom_the_most_patient_is_next() {
    for gives_up in [false, true] {
        loom::model(move || {
            let it = watched();
            it.leads();
            let (hasty, patient) = (it.flight.joins(), it.flight.joins());
            let soon = Looks { until: now().after(SECOND), ..looks() };
            for (who, looks) in [(patient, looks()), (hasty, soon)] {
                assert_eq!(it.flight.poll(who, &looks, Waker::noop()), Turn::Waits(None));
            }
            let waits_with = |who, looks: Looks, mine| {
                let it = Arc::clone(&it);
                move || it.waits(who, &looks, mine)
            };
            let other = thread::spawn(waits_with(hasty, soon, 8));
            if gives_up {
                it.leaves(0);
                assert!(!it.gives_up(patient));
                assert_eq!(other.join().unwrap(), 8);
            } else {
                let first = thread::spawn(waits_with(patient, looks(), 9));
                it.leaves(0);
                assert_eq!([first.join().unwrap(), other.join().unwrap()], [9, 9]);
            }
        });
    }
}

/// Whoever is first does not look any more: when he had his chance another one leads, who looks again by himself.
#[test]
fn loom_who_never_looks_again_holds_nobody_up() {
    loom::model(|| {
        let it = watched();
        it.leads();
        let (parked, other) = (it.flight.joins(), it.flight.joins());
        assert_eq!(it.flight.poll(parked, &looks(), Waker::noop()), Turn::Waits(None));
        let waits = {
            let it = Arc::clone(&it);
            move || {
                let soon = Looks { until: now().after(SECOND), ..looks() };
                loop {
                    match it.flight.poll(other, &soon, &waker_of_this_thread()) {
                        Turn::Waits(None) => park(None),
                        // The time that it says.
                        Turn::Waits(Some(then)) => {
                            let later = Looks { now: then, ..soon };
                            break it.waits(other, &later, 8);
                        }
                        turn => panic!("it is not his turn: {turn:?}"),
                    }
                }
            }
        };
        let other = thread::spawn(waits);
        assert!(!it.leaves(0));
        assert_eq!(other.join().unwrap(), 8);
    });
}

/// The leader is parked for good: one of those who wait takes over when its time is up, and the others wait for that one.
#[test]
fn loom_one_of_those_who_wait_overtakes() {
    loom::model(|| {
        let it = watched();
        let comes = |mine| {
            let (it, who) = (Arc::clone(&it), it.flight.joins());
            // By whoever leads then nobody is late.
            let then = Looks { now: now().after(2 * SECOND), ..looks() };
            move || match it.flight.poll(who, &looks_late(), &waker_of_this_thread()) {
                Turn::Landed(landed) => landed,
                Turn::Leads(_) => {
                    it.leads();
                    it.lands(mine);
                    it.waits(who, &then, mine)
                }
                Turn::Waits(_) => it.waits(who, &looks_late(), mine),
            }
        };
        let others = [thread::spawn(comes(8)), thread::spawn(comes(9))];
        let [first, second] = others.map(|one| one.join().unwrap());
        assert!(first == second && (first == 8 || first == 9), "{first} and {second} landed");
        assert_eq!(it.led.load(Ordering::Relaxed), 1, "one has taken over");
    });
}

/// A leader that was overtaken cannot end the flight of whoever overtook it, by leaving or by failing; of two that land the first counts.
#[test]
fn loom_who_was_overtaken_leaves_the_flight_alone() {
    for ends in ["with a value", "by failing", "by leaving"] {
        loom::model(move || {
            let it = watched();
            let comes = |mine| {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || it.waits(who, &looks_late(), mine)
            };
            let others = [thread::spawn(comes(9)), thread::spawn(comes(11))];
            let lands = match ends {
                "with a value" => it.flight.is_to_land(None),
                "by failing" => it.flight.is_to_land(Some(0)),
                _ => {
                    it.leaves(0);
                    false
                }
            };
            if lands {
                it.flight.lands(7);
            }
            let [first, second] = others.map(|one| one.join().unwrap());
            assert_eq!(first, second, "all get what landed first");
            let has_overtaken = it.led.load(Ordering::Relaxed) > 0;
            match ends {
                "with a value" => {}
                "by failing" => assert_eq!((lands, first == 7), (!has_overtaken, !has_overtaken)),
                _ => assert!(has_overtaken && first != 7, "nobody has landed that"),
            }
        });
    }
}
