//! The gate under every interleaving of two or three threads.

use std::task::{Wake, Waker};

use loom::sync::Arc;
use loom::thread;

use crate::bulkhead::state::{Entry, Gate, Ticket};
use crate::sync::{AtomicU64, Ordering, plain};

/// Notes that it was woken.
#[derive(Default)]
struct Noted(plain::AtomicU64);

impl Wake for Noted {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.fetch_add(1, plain::Ordering::SeqCst);
    }
}

fn noted() -> (std::sync::Arc<Noted>, Waker) {
    let noted = std::sync::Arc::new(Noted::default());
    (noted.clone(), Waker::from(noted))
}

/// Lines up behind whoever is inside.
fn queued(gate: &Gate) -> (Ticket, std::sync::Arc<Noted>) {
    let (noted, waker) = noted();
    match gate.line_up(waker) {
        Ok(Entry::Queued(ticket)) => (ticket, noted),
        other => panic!("it did not have to wait: {other:?}"),
    }
}

/// Was let in, and told so.
fn is_in(gate: &Gate, ticket: Ticket, noted: &Noted) -> bool {
    let is_in = !gate.still_waits(ticket, Waker::noop());
    assert_eq!(is_in, noted.0.load(plain::Ordering::SeqCst) == 1, "whoever is let in is woken, and nobody else");
    is_in
}

/// As dropping a wait does.
fn drop_wait(gate: &Gate, ticket: Ticket) {
    if gate.give_up(ticket) {
        gate.leave();
    }
}

fn active(gate: &Gate) -> u32 {
    gate.look().active
}

#[test]
fn loom_never_more_are_inside_than_there_are_permits() {
    loom::model(|| {
        let shared = Arc::new((Gate::new(1, 0), AtomicU64::new(0)));
        let comes = {
            let shared = Arc::clone(&shared);
            move || {
                let (gate, inside) = &*shared;
                if gate.enter_at_once() || gate.enter().is_ok() {
                    // By a plain load and store: without the order of the word one of two would be lost.
                    let before = inside.load(Ordering::Relaxed);
                    inside.store(before + 1, Ordering::Relaxed);
                    gate.leave();
                    return 1;
                }
                0
            }
        };
        let others = [thread::spawn(comes.clone()), thread::spawn(comes)].map(|one| one.join().unwrap());
        let (gate, inside) = &*shared;
        assert!(others.contains(&1));
        assert_eq!(inside.load(Ordering::Relaxed), others.into_iter().sum::<u64>());
        assert_eq!((active(gate), gate.peak()), (0, 1));
    });
}

/// Whoever lines up just when the permit is given back is let in, now or by the one who leaves.
#[test]
fn loom_nobody_waits_for_a_permit_that_is_free() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(1, 2));
        assert!(gate.enter_at_once());
        let comes = {
            let gate = Arc::clone(&gate);
            move || {
                let (noted, waker) = noted();
                if gate.enter_at_once() {
                    gate.leave();
                    return None;
                }
                match gate.line_up(waker).unwrap() {
                    Entry::In => gate.leave(),
                    Entry::Queued(ticket) => return Some((ticket, noted)),
                }
                None
            }
        };
        let others = [thread::spawn(comes.clone()), thread::spawn(comes)];
        gate.leave();
        let mut waiting: Vec<_> = others.map(|one| one.join().unwrap()).into_iter().flatten().collect();
        waiting.sort_by_key(|(ticket, _)| *ticket);
        for (ticket, noted) in waiting {
            assert!(is_in(&gate, ticket, &noted));
            gate.leave();
        }
        assert_eq!(active(&gate), 0);
    });
}

/// The older of two who wait gives up just when the permit is given back.
#[test]
fn loom_what_was_handed_to_whoever_gives_up_goes_on() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(1, 2));
        assert!(gate.enter_at_once());
        let ((older, _), (younger, noted)) = (queued(&gate), queued(&gate));
        let gives_up = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || drop_wait(&gate, older))
        };
        gate.leave();
        gives_up.join().unwrap();
        assert!(is_in(&gate, younger, &noted));
        gate.leave();
        assert_eq!(active(&gate), 0);
        assert!(gate.enter_at_once(), "nobody waits any more");
    });
}

/// The only one who waits gives up just when the permit is given back: then it is anybody's.
#[test]
fn loom_nobody_waits_any_more_when_the_last_gives_up() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(1, 1));
        assert!(gate.enter_at_once());
        let (only, _) = queued(&gate);
        let gives_up = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || drop_wait(&gate, only))
        };
        gate.leave();
        gives_up.join().unwrap();
        assert_eq!(active(&gate), 0);
        assert!(gate.enter_at_once());
    });
}

/// A permit that is given back while somebody waits is not for whoever happens to come.
#[test]
fn loom_nobody_overtakes_whoever_waits() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(1, 1));
        assert!(gate.enter_at_once());
        let (ticket, noted) = queued(&gate);
        let comes = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || gate.enter_at_once() || gate.enter().is_ok())
        };
        gate.leave();
        assert!(!comes.join().unwrap());
        assert!(is_in(&gate, ticket, &noted));
        assert_eq!(active(&gate), 1);
    });
}

/// It grows just when a permit is given back: both who wait are let in.
#[test]
fn loom_whoever_waits_is_let_in_when_it_grows() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(1, 2));
        assert!(gate.enter_at_once());
        let waiting = [queued(&gate), queued(&gate)];
        let grows = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || {
                gate.resize(2, 0);
                gate.hand_over();
            })
        };
        gate.leave();
        grows.join().unwrap();
        for (ticket, noted) in waiting {
            assert!(is_in(&gate, ticket, &noted));
        }
        assert_eq!((active(&gate), gate.peak()), (2, 2));
    });
}

/// It shrinks just when somebody leaves and somebody comes: from then on only so many are let in.
#[test]
fn loom_it_shrinks_exactly() {
    loom::model(|| {
        let gate = Arc::new(Gate::new(2, 0));
        assert!(gate.enter_at_once() && gate.enter_at_once());
        let comes = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || gate.enter_at_once())
        };
        let leaves = {
            let gate = Arc::clone(&gate);
            thread::spawn(move || gate.leave())
        };
        gate.resize(1, 0);
        leaves.join().unwrap();
        let came = comes.join().unwrap();
        assert_eq!(active(&gate), 1 + u32::from(came));
        assert!(!gate.enter_at_once());
        gate.leave();
        assert_eq!(gate.enter_at_once(), !came);
    });
}
