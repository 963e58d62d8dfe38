//! The store under every interleaving of two threads: flights that begin and end, and what is kept of them.

use std::task::Context;

use loom::sync::Arc;
use loom::thread;

use crate::cache::entry::Entry;
use crate::cache::failure::Failure;
use crate::cache::flight::{Looks, Turn};
use crate::cache::key::By;
use crate::cache::life::{Cost, Life};
use crate::cache::store::{Begun, Flown, Store};
use crate::clock::Moment;
use crate::sync::{AtomicU64, Ordering, park, waker_of_this_thread};

type Shelf = Store<u32, u64>;
type Kept = std::sync::Arc<Entry<u32, u64>>;

const KEY: u32 = 5;
const HASH: u64 = 5;
const CAPACITY: u32 = 10;

fn now() -> Moment {
    Moment::at_nanos(1)
}

fn looks(now: Moment) -> Looks {
    let limit = Some(std::time::Duration::from_secs(1));
    Looks { now, until: Moment::NEVER, limit, may_lead: true, is_timed: true }
}

fn entry(key: u32, value: u64) -> Kept {
    let life = Life { made: now(), expires: Moment::NEVER, cost: Cost::of(std::time::Duration::ZERO, None) };
    Kept::new(Entry::new(key, Ok(value), life, Moment::NEVER))
}

fn value(entry: &Kept) -> u64 {
    *entry.made.as_ref().unwrap()
}

fn found(store: &Shelf) -> Option<u64> {
    store.find(HASH, &By(&KEY)).map(|entry| value(&entry))
}

/// Asks for the value as callers do, makes `mine` where it leads, and counts that.
fn ask(store: &Shelf, mine: u64, made: &AtomicU64) -> u64 {
    loop {
        if let Some(entry) = store.find(HASH, &By(&KEY)) {
            return value(&entry);
        }
        let new = Flown::new(KEY, HASH, now());
        match store.begin(&new, None) {
            Begun::Changed => {}
            Begun::Leads => {
                made.fetch_add(1, Ordering::Relaxed);
                store.land(&new, Ok(entry(KEY, mine)), None, true, CAPACITY);
                return mine;
            }
            Begun::Follows(flown, who) => {
                let landed = follow(store, &flown, who, mine, made);
                store.give_up(&flown, who);
                return landed;
            }
        }
    }
}

fn follow(store: &Shelf, flown: &std::sync::Arc<Flown<u32, u64>>, who: u64, mine: u64, made: &AtomicU64) -> u64 {
    use crate::cache::flight::Turn::{Landed, Leads, Waits};

    let waker = waker_of_this_thread();
    let cx = Context::from_waker(&waker);
    loop {
        match flown.flight.poll(who, &looks(now()), cx.waker()) {
            Waits(_) => park(None),
            Landed(landed) => return value(&landed.unwrap()),
            Leads(_) => {
                made.fetch_add(1, Ordering::Relaxed);
                store.land(flown, Ok(entry(KEY, mine)), None, true, CAPACITY);
                return mine;
            }
        }
    }
}

/// Whether a flight is left behind, for which whoever comes next would wait.
fn is_flying(store: &Shelf) -> bool {
    let seen = store.at(HASH);
    !matches!(store.begin(&Flown::new(KEY, HASH, now()), seen.as_ref()), Begun::Leads)
}

#[test]
fn loom_of_two_who_ask_one_makes_it() {
    loom::model(|| {
        let shared = Arc::new((Shelf::new(CAPACITY, 1), AtomicU64::new(0)));
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || ask(&shared.0, 8, &shared.1))
        };
        let (store, made) = &*shared;
        let mine = ask(store, 7, made);
        assert_eq!(other.join().unwrap(), mine);
        assert_eq!((made.load(Ordering::Relaxed), found(store), store.len()), (1, Some(mine), 1));
        assert!(!is_flying(store));
    });
}

#[test]
fn loom_who_comes_when_the_leader_leaves_makes_it() {
    loom::model(|| {
        let shared = Arc::new((Shelf::new(CAPACITY, 1), AtomicU64::new(0)));
        let (store, made) = &*shared;
        let led = Flown::new(KEY, HASH, now());
        assert!(matches!(store.begin(&led, None), Begun::Leads));
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || ask(&shared.0, 8, &shared.1))
        };
        store.leave(&led, 0, now());
        assert_eq!(other.join().unwrap(), 8);
        assert_eq!((made.load(Ordering::Relaxed), found(store)), (1, Some(8)));
        assert!(!is_flying(store));
    });
}

#[test]
fn loom_a_flight_that_all_have_left_is_over() {
    loom::model(|| {
        let store = Arc::new(Shelf::new(CAPACITY, 1));
        let led = Flown::new(KEY, HASH, now());
        assert!(matches!(store.begin(&led, None), Begun::Leads));
        let other = {
            let store = Arc::clone(&store);
            thread::spawn(move || {
                let new = Flown::new(KEY, HASH, now());
                match store.begin(&new, None) {
                    Begun::Follows(flown, who) => store.give_up(&flown, who),
                    Begun::Leads => store.leave(&new, 0, now()),
                    Begun::Changed => panic!("there is no entry"),
                }
            })
        };
        store.leave(&led, 0, now());
        other.join().unwrap();
        assert!(!is_flying(&store));
    });
}

#[test]
fn loom_what_was_invalidated_or_put_in_meanwhile_is_not_overwritten() {
    for puts in [false, true] {
        loom::model(move || {
            let store = Arc::new(Shelf::new(CAPACITY, 1));
            let led = Flown::new(KEY, HASH, now());
            assert!(matches!(store.begin(&led, None), Begun::Leads));
            let other = {
                let store = Arc::clone(&store);
                thread::spawn(move || {
                    if puts {
                        store.insert(HASH, entry(KEY, 9), CAPACITY);
                    } else {
                        store.remove(HASH, &By(&KEY));
                    }
                })
            };
            store.land(&led, Ok(entry(KEY, 7)), None, true, CAPACITY);
            other.join().unwrap();
            assert_eq!(found(&store), puts.then_some(9));
            assert_eq!(store.len(), u64::from(puts));
            assert!(!is_flying(&store));
        });
    }
}

/// A leader that was overtaken fails for itself: whoever has overtaken it has a value, which is kept.
#[test]
fn loom_who_was_overtaken_fails_alone() {
    loom::model(|| {
        let store = Arc::new(Shelf::new(CAPACITY, 1));
        let led = Flown::new(KEY, HASH, now());
        assert!(matches!(store.begin(&led, None), Begun::Leads));
        let overtakes = {
            let store = Arc::clone(&store);
            thread::spawn(move || {
                let new = Flown::new(KEY, HASH, now());
                let Begun::Follows(flown, who) = store.begin(&new, None) else {
                    // It has failed already, and this is another flight.
                    store.leave(&new, 0, now());
                    return false;
                };
                let late = now().after(std::time::Duration::from_secs(2));
                let turn = flown.flight.poll(who, &looks(late), std::task::Waker::noop());
                let leads = matches!(turn, Turn::Leads(1));
                if leads {
                    store.land(&flown, Ok(entry(KEY, 9)), None, true, CAPACITY);
                }
                store.give_up(&flown, who);
                leads
            })
        };
        store.land(&led, Err(Failure::told(&"no")), Some(0), false, CAPACITY);
        let has_overtaken = overtakes.join().unwrap();
        assert_eq!(found(&store), has_overtaken.then_some(9));
        assert!(!is_flying(&store));
    });
}

#[test]
fn loom_the_capacity_is_exact_in_the_end() {
    loom::model(|| {
        let store = Arc::new(Shelf::new(1, 1));
        let other = {
            let store = Arc::clone(&store);
            thread::spawn(move || store.insert(1, entry(1, 1), 1))
        };
        store.insert(2, entry(2, 2), 1);
        other.join().unwrap();
        let there = [1_u32, 2].into_iter().filter(|key| store.find(u64::from(*key), &By(key)).is_some()).count();
        assert_eq!((store.len(), there, store.evicted()), (1, 1, 1));
    });
}
