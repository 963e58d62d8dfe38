use std::panic::Location;
use std::sync::Arc;
use std::task::{Wake, Waker};

use loom::sync::{Condvar, Mutex};
use loom::thread;

use super::Core;
use crate::inject::bound::Bound;
use crate::inject::state::Stand;
use crate::registry::{Shelved as _, Tag};

type Number = Core<u32>;

fn bound(value: u32) -> Bound<u32> {
    Bound::provided(Arc::new(value), Location::caller())
}

fn core() -> Arc<Number> {
    let core = Number::new();
    assert!(core.provide(bound(1)).is_ok());
    Arc::new(core)
}

/// What whoever asks gets; 0 where he is led elsewhere.
fn seen(core: &Number) -> u32 {
    match core.stand(true) {
        Stand::There(there) => *there,
        Stand::LeadsTo(_) => 0,
        Stand::BuiltBy(_) | Stand::Nothing => panic!("it is provided all the time"),
    }
}

#[test]
fn loom_whoever_reads_sees_one_or_the_other() {
    loom::model(|| {
        let core = core();
        let other = core.clone();
        let writes = thread::spawn(move || other.replace(bound(2)));
        let (first, second) = (seen(&core), seen(&core));
        assert!(matches!((first, second), (1, 1 | 2) | (2, 2)), "{first}, {second}");
        assert_eq!(writes.join().unwrap().as_deref(), Some(&1));
        assert_eq!(seen(&core), 2);
    });
}

#[test]
fn loom_swaps_that_overlap_leave_what_was_provided() {
    loom::model(|| {
        let core = core();
        let other = core.clone();
        let swaps = thread::spawn(move || {
            let number = other.put_on(bound(2));
            other.take_off(number);
        });
        let number = core.put_on(bound(3));
        assert!([2, 3].contains(&seen(&core)));
        core.take_off(number);
        assert!([1, 2].contains(&seen(&core)));
        swaps.join().unwrap();
        assert_eq!(seen(&core), 1);
    });
}

/// Between what is there and what it leads to there is no moment at which it is neither.
#[test]
fn loom_nobody_finds_nothing_while_it_is_bound_and_released() {
    loom::model(|| {
        let core = core();
        let other = core.clone();
        let binds = thread::spawn(move || {
            other.lead(Some(Tag::from("replica")));
            other.lead(None);
        });
        assert!(seen(&core) <= 1);
        assert!(seen(&core) <= 1);
        binds.join().unwrap();
        assert_eq!(seen(&core), 1);
    });
}

#[derive(Default)]
struct Bell(Mutex<bool>, Condvar);

impl Bell {
    /// Waits for it.
    fn is_rung(&self) {
        let mut rung = self.0.lock().unwrap();
        while !*rung {
            rung = self.1.wait(rung).unwrap();
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.0.lock().unwrap() = true;
        self.1.notify_one();
    }
}

/// Nobody sleeps through a change, and whoever is woken sees it.
#[test]
fn loom_a_change_is_seen_by_who_waits() {
    loom::model(|| {
        let core = core();
        let before = core.changes().count();
        let other = core.clone();
        let writes = thread::spawn(move || drop(other.replace(bound(2))));
        let bell = Arc::new(Bell::default());
        core.changes().wait(0, Waker::from(bell.clone()));
        if core.changes().count() == before {
            bell.is_rung();
        }
        assert_ne!(core.changes().count(), before);
        assert_eq!(seen(&core), 2);
        writes.join().unwrap();
    });
}
