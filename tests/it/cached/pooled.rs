//! Functions with a cache whose body runs on a pool.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dyno::{CachedLife, EarlyRefresh, command};

use super::Down;

const SHORT: Duration = Duration::from_millis(5);

/// Holds bodies until it is opened.
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    const fn new() -> Self {
        Self(Mutex::new(false), Condvar::new())
    }

    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }

    fn pass(&self) {
        let _is_open = self.1.wait_while(self.0.lock().unwrap(), |is_open| !*is_open).unwrap();
    }
}

fn until(is: impl Fn() -> bool) {
    while !is() {
        thread::yield_now();
    }
}

#[dyno::test]
fn an_impatient_caller_leaves_the_making_to_the_others() {
    static GATE: Gate = Gate::new();

    #[command(timeout = 1h, pool("impatience", threads = 1), cache(ttl = 30s))]
    fn stock(sku: u32) -> Result<u32, Down> {
        GATE.pass();
        Ok(sku)
    }

    let impatient = || stock::command(7).timeout(SHORT).submit().result().unwrap_err().to_string();
    // One who has begun it, and one who waits for it.
    for _ in 0..2 {
        let error = impatient();
        assert!(error.contains("gave up after"), "{error}");
    }
    let patient = stock::command(7).submit();
    until(|| stock::cache().stats().waited == 2);
    GATE.open();
    assert_eq!((patient.result(), stock(7)), (Ok(7), Ok(7)));
    let metrics = stock::metrics();
    let (calls, makings) = (metrics.totals.calls, metrics.making.unwrap().totals.calls);
    assert_eq!((calls.timeout, calls.success, makings.success, makings.cancelled), (2, 2, 1, 0));
    assert_eq!(stock::cache().stats().made, 1);
}

#[dyno::test]
fn nobody_needs_to_wait_for_the_making() {
    static GATE: Gate = Gate::new();

    #[command(timeout = 1h, pool("left alone", threads = 1), cache(ttl = 30s), fallback = 0)]
    fn stock(sku: u32) -> Result<u32, Down> {
        GATE.pass();
        Ok(sku)
    }

    #[command(timeout = 5ms, pool("asks for stock", threads = 1))]
    fn page(sku: u32) -> Result<u32, Down> {
        stock(sku)
    }

    // On a busy machine its time may be up before it asks.
    while stock::cache().stats().running == 0 {
        let _ = page(7);
    }
    // The call inside of it had no more time than its caller.
    until(|| stock::metrics().totals.fallback_success > 0);
    GATE.open();
    until(|| stock::cache().stats().made == 1);
    assert_eq!((stock(7), stock::cache().stats().made), (Ok(7), 1));
}

#[dyno::test]
fn an_old_value_is_given_when_the_body_hangs() {
    static HANGS: AtomicBool = AtomicBool::new(false);
    static GATE: Gate = Gate::new();

    #[command(timeout = 1h, pool("hanging stock", threads = 1), cache(ttl = 1ms, stale_if_error = 1h, policy = static))]
    fn stock(sku: u32) -> Result<u32, Down> {
        if HANGS.load(Relaxed) {
            GATE.pass();
        }
        Ok(sku)
    }

    assert_eq!(stock(7), Ok(7));
    until(|| stock::cache().get(&7).is_none());
    HANGS.store(true, Relaxed);
    let began = Instant::now();
    assert_eq!(stock::command(7).timeout(SHORT).submit().result(), Ok(7));
    assert!(began.elapsed() >= SHORT);
    let metrics = stock::metrics();
    assert_eq!((metrics.totals.calls.success, metrics.totals.calls.timeout), (2, 0));
    assert_eq!(metrics.cache.unwrap().rescued, 1);
    GATE.open();
    until(|| stock::cache().stats().made == 2);
}

#[derive(Debug)]
struct Always;

impl EarlyRefresh for Always {
    fn is_due(&self, _: &CachedLife, _: f64) -> bool {
        true
    }
}

#[dyno::test]
fn an_early_refresh_runs_while_the_present_value_is_served() {
    static MADE: AtomicU32 = AtomicU32::new(0);
    static GATE: Gate = Gate::new();

    #[command(pool("early", threads = 1), cache(ttl = 1h, policy = Always))]
    fn stock(sku: u32) -> Result<u32, Down> {
        if MADE.fetch_add(1, Relaxed) > 0 {
            GATE.pass();
        }
        Ok(sku + MADE.load(Relaxed))
    }

    assert_eq!(stock(7), Ok(8));
    // The body of the refresh waits, and nobody waits for it.
    assert_eq!((stock(7), stock(7)), (Ok(8), Ok(8)));
    GATE.open();
    until(|| stock::cache().stats().made == 2);
    assert_eq!(stock::cache().peek(&7), Some(9));
}

#[dyno::test]
fn recursion_is_an_error() {
    #[command(pool("recursion", threads = 1), cache(ttl = 30s))]
    fn itself(sku: u32) -> Result<u32, Down> {
        itself(sku)
    }

    #[command(pool("sum", threads = 1), cache(ttl = 30s))]
    fn sum(to: u32) -> Result<u32, Down> {
        if to == 0 { Ok(0) } else { Ok(to + sum(to - 1)?) }
    }

    assert!(itself(7).unwrap_err().to_string().contains("asks for that value"));
    assert_eq!(sum(40), Ok(820));
}

#[dyno::test]
fn a_body_that_panics_frees_the_key() {
    static PANICS: AtomicBool = AtomicBool::new(true);

    #[command(pool("panics"), cache(ttl = 30s, ttl_of = |_: &u32| Duration::from_secs(u64::from(sku))))]
    fn stock(sku: u32) -> Result<u32, Down> {
        assert!(!PANICS.swap(false, Relaxed), "as expected");
        Ok(sku)
    }

    assert!(stock(7).unwrap_err().to_string().contains("as expected"));
    assert_eq!((stock(7), stock::metrics().making.unwrap().totals.calls.panicked), (Ok(7), 1));
}

#[dyno::test(paused)]
async fn under_a_paused_clock() {
    #[command(timeout = 2s, pool("paused stock"), cache(ttl = 10s))]
    fn stock(sku: u32) -> Result<u32, Down> {
        Ok(sku)
    }

    let (one, other) = (stock::command(7).submit(), stock::command(7).submit());
    assert_eq!((one.await, other.await), (Ok(7), Ok(7)));
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(stock::command(7).submit().await, Ok(7));
    assert_eq!(stock::cache().stats().made, 2);
}
