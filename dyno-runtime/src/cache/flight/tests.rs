//! A flight under every interleaving of two or three threads. Loom itself finds who would wait for ever.

use std::task::{Poll, Waker};

use loom::sync::Arc;
use loom::thread;

use crate::cache::flight::{Flight, Turn};
use crate::clock::Moment;
use crate::sync::{AtomicU64, Ordering, park, waker_of_this_thread};

fn now() -> Moment {
    Moment::at_nanos(1)
}

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
    fn wait(&self, who: u64) -> Turn<u64> {
        let waker = waker_of_this_thread();
        loop {
            match self.flight.poll(who, now(), &waker, true) {
                Poll::Ready(turn) => return turn,
                Poll::Pending => park(None),
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
        let (is_over, asleep) = self.flight.leaves(leader);
        asleep.into_iter().for_each(Waker::wake);
        is_over
    }

    /// Waits to the end, and lands `mine` if it has to lead. Gives what has landed.
    fn waits(&self, who: u64, mine: u64) -> u64 {
        let landed = loop {
            match self.wait(who) {
                Turn::Landed(landed) => break landed,
                Turn::Leads(_) => {
                    self.leads();
                    self.lands(mine);
                }
            }
        };
        assert!(!self.flight.gives_up(who).0, "it has landed, and is not over for want of a leader");
        landed
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
                it.waits(who, 8)
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
            move || it.waits(who, mine)
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
                    let turn =
                        if polls { it.flight.poll(who, now(), &waker_of_this_thread(), true) } else { Poll::Pending };
                    if let Poll::Ready(Turn::Leads(leader)) = turn {
                        it.leads();
                        assert!(!it.leaves(leader), "the other one waits");
                    }
                    assert!(!it.flight.gives_up(who).0, "the other one waits, or has landed");
                }
            };
            let waits = {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || it.waits(who, 9)
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
            move || it.flight.gives_up(who).0
        };
        let other = thread::spawn(gives_up);
        let is_over = it.leaves(0);
        assert!(is_over != other.join().unwrap());
    });
}

/// A leader that was overtaken cannot end, by leaving, the flight of whoever overtook it; of two that land the first counts.
#[test]
fn loom_who_was_overtaken_leaves_the_flight_alone() {
    for lands in [false, true] {
        loom::model(move || {
            let it = watched();
            let overtakes = {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || {
                    let late = now().after(std::time::Duration::from_secs(2));
                    if it.flight.overtake(late, std::time::Duration::from_secs(1)).is_some() {
                        it.flight.lands(9);
                    }
                    it.waits(who, 10)
                }
            };
            let waits = {
                let (it, who) = (Arc::clone(&it), it.flight.joins());
                move || it.waits(who, 11)
            };
            let others = [thread::spawn(overtakes), thread::spawn(waits)];
            if lands {
                it.flight.lands(7);
            } else {
                it.leaves(0);
            }
            let [first, second] = others.map(|one| one.join().unwrap());
            assert_eq!(first, second, "all get what landed first");
            assert!(lands || first != 7, "nobody has landed that");
        });
    }
}
