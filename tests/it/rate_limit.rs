//! The rate limit by itself: who passes when, keys, its settings and its name.

use std::time::Duration;

use dyno::{Error, ManualClock, RateLimit, RateLimitBuilder, Registry};

mod keys;
mod model;
mod panics;
mod settings;
mod threads;
mod waits;

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// Builds the rate limit `mail` in a registry of its own, whose clock the test moves.
fn limit(set: impl FnOnce(RateLimitBuilder) -> RateLimitBuilder) -> (RateLimit, ManualClock) {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    (set(RateLimit::builder("mail")).build().expect("these settings can be"), clock)
}

/// How many of so many pass at once.
fn passes(limit: &RateLimit, of: u32) -> usize {
    (0..of).filter(|_| limit.try_acquire().is_ok()).count()
}

/// When the next may pass.
fn retry_after<T: std::fmt::Debug>(result: Result<T, Error>) -> Duration {
    match result {
        Err(Error::RateLimited(limited)) => limited.retry_after,
        other => panic!("it was not turned away: {other:?}"),
    }
}

#[test]
fn a_burst_passes_at_once_and_then_one_by_one() {
    let (limit, clock) = limit(|it| it.limit(100, SECOND).burst(10));
    assert_eq!(passes(&limit, 20), 10);
    assert_eq!(retry_after(limit.try_acquire()), 10 * MILLI);
    clock.advance(10 * MILLI);
    assert_eq!(passes(&limit, 2), 1);
    clock.advance(25 * MILLI);
    assert_eq!(passes(&limit, 5), 2);
    assert_eq!(retry_after(limit.try_acquire()), 5 * MILLI);
    clock.advance(SECOND * 3600);
    assert_eq!(passes(&limit, 20), 10, "no more than a burst comes in while nobody comes");
}

#[test]
fn without_a_burst_it_is_as_large_as_the_limit() {
    let (limit, clock) = limit(|it| it.limit(3, SECOND));
    assert_eq!(passes(&limit, 10), 3);
    clock.advance(SECOND);
    assert_eq!(passes(&limit, 10), 3, "three a second are three in every second");
}

#[test]
fn it_says_to_the_nanosecond_when_to_come_again() {
    let (limit, clock) = limit(|it| it.limit(7, SECOND).burst(1));
    limit.try_acquire().unwrap();
    let error = limit.try_acquire().unwrap_err();
    assert!(error.is_rejection() && error.name() == "mail");
    assert_eq!(error.to_string(), "mail lets 7 through in 1s: the next may pass in 142.9ms");
    let wait = error.retry_after().unwrap();
    clock.advance(wait.checked_sub(Duration::from_nanos(1)).unwrap());
    assert_eq!(retry_after(limit.try_acquire()), Duration::from_nanos(1));
    clock.advance(Duration::from_nanos(1));
    limit.try_acquire().expect("it came when it was told");
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::ResourceBusy);
}

#[test]
fn a_clock_that_steps_back_moves_nothing() {
    let (limit, clock) = limit(|it| it.limit(1, SECOND).burst(2));
    clock.set(100 * SECOND);
    assert_eq!(passes(&limit, 1), 1);
    clock.set(10 * SECOND);
    assert_eq!(passes(&limit, 5), 1, "what was left is there");
    assert_eq!(retry_after(limit.try_acquire()), SECOND);
    clock.set(100 * SECOND);
    assert_eq!(passes(&limit, 5), 0, "and nothing more has come in");
    clock.set(101 * SECOND);
    assert_eq!(passes(&limit, 5), 1);
}

#[test]
fn work_is_done_only_when_it_passes() {
    let (limit, clock) = limit(|it| it.limit(1, SECOND));
    assert_eq!(limit.call(|| Err::<u32, _>("its own error".to_owned())), Err("its own error".to_owned()));
    let refused = limit.call(|| -> Result<(), Error> { panic!("it may not be called") });
    assert_eq!(retry_after(refused), SECOND);
    clock.advance(SECOND);
    assert_eq!(limit.call(|| Ok::<_, Error>(1)).unwrap(), 1);
}

#[test]
fn it_is_seen_as_it_is() {
    let (limit, _clock) = limit(|it| it.limit(100, 60 * SECOND).burst(2));
    limit.try_acquire().unwrap();
    let snapshot = limit.snapshot();
    assert_eq!((snapshot.available, snapshot.keys, snapshot.rejected), (1, 0, 0));
    limit.try_acquire().unwrap();
    assert!(limit.try_acquire().is_err());
    limit.try_acquire_by(&1_u32).unwrap();
    assert_eq!(
        limit.why(),
        "rate limit mail: 100 / 1m and 2 at once, 0 of them now; 1 keys have a bucket of their own; 0 wait; 1 were turned away \
         and 0 had to wait since it was built, of whom 0 gave up"
    );
}
