//! Keys, values and policies that panic wherever their code is run: the cache goes on.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use dyno::{Cache, CachedLife, EarlyRefresh, Error, ManualClock, Registry};

use super::{Oops, SECOND};

/// Whose code it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Whose {
    KeyHash,
    KeyEq,
    KeyClone,
    KeyDrop,
    ValueClone,
    ValueDrop,
    Policy,
    Maker,
}

thread_local! {
    /// Who panics, and after how many times.
    static ARMED: Cell<Option<(Whose, u32)>> = const { Cell::new(None) };
}

fn runs(whose: Whose) {
    match ARMED.get() {
        Some((armed, 0)) if armed == whose && !thread::panicking() => {
            ARMED.set(None);
            panic!("{whose:?}");
        }
        Some((armed, left)) if armed == whose => ARMED.set(Some((armed, left.saturating_sub(1)))),
        _ => {}
    }
}

#[derive(Debug)]
struct Key(u32);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        runs(Whose::KeyHash);
        self.0.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        runs(Whose::KeyEq);
        self.0 == other.0
    }
}

impl Eq for Key {}

impl Clone for Key {
    fn clone(&self) -> Self {
        runs(Whose::KeyClone);
        Self(self.0)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        runs(Whose::KeyDrop);
    }
}

#[derive(Debug)]
struct Value;

impl Clone for Value {
    fn clone(&self) -> Self {
        runs(Whose::ValueClone);
        Self
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        runs(Whose::ValueDrop);
    }
}

/// Renews each third key.
#[derive(Debug)]
struct Policy;

impl EarlyRefresh for Policy {
    fn is_due(&self, _: &CachedLife, u: f64) -> bool {
        runs(Whose::Policy);
        u < 0.5
    }
}

type Shelf = Cache<Key, Value>;

fn make(cache: &Shelf, key: u32) {
    let made = cache.get_or_make(&Key(key), || {
        runs(Whose::Maker);
        Ok::<_, Oops>(Value)
    });
    made.unwrap();
}

/// Asks with another key while the first one is made.
fn make_nested(cache: &Shelf) {
    let made = cache.get_or_make(&Key(20), || {
        make(cache, 21);
        cache.invalidate(&Key(20));
        Ok::<_, Oops>(Value)
    });
    made.unwrap();
}

/// A name, and what it does.
type Op = (&'static str, fn(&Shelf));

const OPS: [Op; 11] = [
    ("get", |cache| drop(cache.get(&Key(3)))),
    ("peek", |cache| drop(cache.peek(&Key(3)))),
    ("insert", |cache| cache.insert(Key(9), Value)),
    ("insert again", |cache| cache.insert(Key(3), Value)),
    ("make", |cache| make(cache, 9)),
    ("make again", |cache| (0..4).for_each(|_| make(cache, 3))),
    ("make in a making", make_nested),
    ("invalidate", |cache| assert!(cache.invalidate(&Key(3)))),
    ("invalidate if", |cache| assert_eq!(cache.invalidate_if(|key, _| key.0 > 2), 5)),
    ("clear", Cache::clear),
    ("shrink", |cache| cache.configure(|settings| settings.capacity = 2).unwrap()),
];

#[test]
fn whatever_panics_the_cache_goes_on() {
    use Whose::{KeyClone, KeyDrop, KeyEq, KeyHash, Maker, Policy as Early, ValueClone, ValueDrop};

    let mut panics = 0;
    for whose in [KeyHash, KeyEq, KeyClone, KeyDrop, ValueClone, ValueDrop, Early, Maker] {
        for (name, op) in OPS {
            for after in 0..6 {
                let case = format!("{whose:?} number {after} in {name}");
                let clock = ManualClock::new();
                let _scope = Registry::with_clock(&clock).enter();
                let cache = Shelf::builder("shelf").ttl(10 * SECOND).capacity(8).early(Policy).seed(7).build().unwrap();
                (0..8).for_each(|key| cache.insert(Key(key), Value));
                ARMED.set(Some((whose, after)));
                let has_panicked = catch_unwind(AssertUnwindSafe(|| op(&cache))).is_err();
                ARMED.set(None);
                panics += u32::from(has_panicked);
                for key in 0..30 {
                    make(&cache, key);
                    assert!(cache.peek(&Key(key)).is_some(), "{case}");
                }
                let there = (0..30).filter(|key| cache.peek(&Key(*key)).is_some()).count();
                let stats = cache.stats();
                assert_eq!((stats.running, cache.len()), (0, there), "{case}");
                assert!(there <= 8, "{case}");
            }
        }
    }
    assert!(panics > 100, "{panics} panicked");
}

/// One who waits is told when whoever leads cannot even copy its value.
#[test]
fn who_waits_is_told_of_a_panic_of_a_clone() {
    for whose in [Whose::KeyClone, Whose::ValueClone] {
        let _scope = Registry::with_clock(ManualClock::new()).enter();
        let cache = Shelf::builder("shelf").build().unwrap();
        let led = thread::scope(|scope| {
            let leads = scope.spawn(|| {
                cache.get_or_make(&Key(1), || {
                    while cache.stats().waited == 0 {
                        thread::yield_now();
                    }
                    ARMED.set(Some((whose, 0)));
                    Ok::<_, Oops>(Value)
                })
            });
            while cache.stats().running == 0 {
                thread::yield_now();
            }
            let told = cache.get_or_make(&Key(1), || Ok::<_, Oops>(Value));
            assert!(matches!(told, Err(Oops::Dyno(Error::MakerFailed { .. }))), "{whose:?}: {told:?}");
            leads.join()
        });
        assert!(led.is_err(), "{whose:?}");
        let stats = cache.stats();
        assert_eq!((stats.made, stats.failed, stats.running, stats.waited, cache.len()), (0, 1, 0, 1, 0));
    }
}

/// What is taken out is out when one of them panics on its way.
#[test]
fn a_panic_of_a_drop_keeps_nothing_in() {
    for sweep in [Cache::clear, |cache: &Shelf| assert_eq!(cache.invalidate_if(|_, _| true), 100)] {
        let _scope = Registry::with_clock(ManualClock::new()).enter();
        let cache = Shelf::builder("shelf").build().unwrap();
        (0..100).for_each(|key| cache.insert(Key(key), Value));
        ARMED.set(Some((Whose::ValueDrop, 7)));
        assert!(catch_unwind(AssertUnwindSafe(|| sweep(&cache))).is_err());
        assert_eq!(cache.len(), 0);
    }
}

/// Notes that it was woken; each second one panics then.
struct Alarm(AtomicU32, bool);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
        assert!(!self.1, "as expected");
    }
}

#[test]
fn a_waker_that_panics_keeps_nobody_from_being_woken() {
    for is_dropped in [false, true] {
        let _scope = Registry::with_clock(ManualClock::new()).enter();
        let cache = Cache::<u32, u32>::builder("woken").build().unwrap();
        let leads = std::cell::Cell::new(false);
        let make = poll_fn(|_| if leads.get() { Poll::Ready(Ok::<_, Oops>(7)) } else { Poll::Pending });
        let mut leader = Box::pin(cache.get_or_make_async(&1, make));
        assert!(leader.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let alarms: Vec<_> = (0..6).map(|at| Arc::new(Alarm(AtomicU32::new(0), at % 2 == 0))).collect();
        let mut waiting: Vec<_> =
            alarms.iter().map(|_| Box::pin(cache.get_or_make_async(&1, async { Ok::<_, Oops>(8) }))).collect();
        for (waits, alarm) in waiting.iter_mut().zip(&alarms) {
            let waker = Waker::from(alarm.clone());
            assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        leads.set(true);
        if is_dropped {
            drop(leader);
        } else {
            let led = leader.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(led, Poll::Ready(Ok(7))));
        }
        assert!(alarms.iter().all(|alarm| alarm.0.load(Relaxed) == 1));
        for waits in &mut waiting {
            let value = if is_dropped { 8 } else { 7 };
            let waited = waits.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(waited, Poll::Ready(Ok(given)) if given == value));
        }
    }
}
