//! What an error tells of when another attempt has a chance, and the breaker that it opens.

use std::time::Duration;

use dyno::{Breaker, BreakerState, Command, Error, ManualClock, Registry, RetryAfter, command, retry_after_header};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
enum Slowly {
    #[error("too many requests")]
    Told(Option<Duration>),
    #[error(transparent)]
    Guard(#[from] Error),
}

impl RetryAfter for Slowly {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Told(told) => *told,
            Self::Guard(error) => error.retry_after(),
        }
    }
}

type Asked = Result<u32, Slowly>;

#[command(breaker("told", consecutive = 2, open_for = 5s, open_max = 8s, jitter = 0%))]
fn stock(told: Option<Duration>) -> Asked {
    Err(Slowly::Told(told))
}

#[command(breaker("told later", consecutive = 2, open_for = 5s, jitter = 0%))]
async fn later(told: Option<Duration>) -> Asked {
    tokio::task::yield_now().await;
    Err(Slowly::Told(told))
}

#[command(breaker("told apart", consecutive = 2, open_for = 5s, jitter = 0%), pool("told apart", threads = 1))]
fn apart(told: Option<Duration>) -> Asked {
    Err(Slowly::Told(told))
}

#[command(breaker("told again", consecutive = 2, open_for = 5s, jitter = 0%), retry(backoff = off, n = 2))]
fn again(told: Duration) -> Asked {
    Err(Slowly::Told((told > SECOND).then_some(Duration::ZERO)))
}

#[command(breaker("dyno's own", consecutive = 1, open_for = 5s, jitter = 0%))]
fn passed_on() -> Result<u32, Error> {
    let mails = dyno::rate_limit("told by a limit").expect("it is there");
    mails.try_acquire().map(|()| 7)
}

#[command(breaker("told by rule", consecutive = 1, open_for = |_| Duration::from_secs(2)))]
fn ruled(told: Option<Duration>) -> Asked {
    Err(Slowly::Told(told))
}

/// How long a breaker stays open.
fn left(name: &str) -> Option<Duration> {
    let breaker = dyno::breaker(name).unwrap();
    assert_eq!(breaker.state(), BreakerState::Open, "{name}");
    breaker.call(|| Ok::<_, Error>(())).unwrap_err().retry_after()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

#[test]
fn the_error_that_opens_a_breaker_keeps_it_open() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    let told = Some(30 * SECOND);
    stock(None).unwrap_err();
    stock(told).unwrap_err();
    assert_eq!(left("told"), told, "also longer than `open_max`");
    clock.advance(Duration::from_nanos(29_999_999_999));
    assert!(matches!(stock(None), Err(Slowly::Guard(Error::Open { .. }))));
    clock.advance(Duration::from_nanos(1));
    assert!(matches!(stock(None), Err(Slowly::Told(None))), "a probe");
    runtime().block_on(async {
        for _ in 0..2 {
            later(told).await.unwrap_err();
        }
    });
    (0..2).for_each(|_| _ = apart(told));
    assert_eq!((left("told later"), left("told apart")), (told, told));
}

#[test]
fn it_is_a_lower_bound_and_only_of_that_failure() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    stock(Some(30 * SECOND)).unwrap_err();
    stock(None).unwrap_err();
    assert_eq!(left("told"), Some(5 * SECOND), "another failure told that");
    dyno::breaker("told").unwrap().reset();
    (0..2).for_each(|_| _ = stock(Some(SECOND)));
    assert_eq!(left("told"), Some(5 * SECOND));
    dyno::breaker("told").unwrap().reset();
    stock(Some(30 * SECOND)).unwrap_err();
    dyno::breaker("told").unwrap().trip().unwrap();
    assert_eq!(left("told"), Some(5 * SECOND), "opened by hand");
}

#[test]
fn a_failed_probe_tells_as_well_and_the_doubling_goes_on() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    let breaker =
        Breaker::builder("told by hand").consecutive(1).probes(1).jitter(0.0).open_for(5 * SECOND).build().unwrap();
    breaker.admit().unwrap().failure();
    clock.advance(5 * SECOND);
    breaker.admit().unwrap().failure_for_at_least(40 * SECOND);
    assert_eq!(left("told by hand"), Some(40 * SECOND));
    clock.advance(40 * SECOND);
    breaker.admit().unwrap().failure_for_at_least(SECOND);
    assert_eq!(left("told by hand"), Some(20 * SECOND));
}

#[test]
fn a_rule_cannot_shorten_it() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    ruled(None).unwrap_err();
    assert_eq!(left("told by rule"), Some(2 * SECOND));
    dyno::breaker("told by rule").unwrap().reset();
    ruled(Some(9 * SECOND)).unwrap_err();
    assert_eq!(left("told by rule"), Some(9 * SECOND));
}

#[test]
fn a_retry_and_dynos_own_error_tell_it() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    again(2 * SECOND).unwrap_err();
    assert_eq!(left("told again"), Some(5 * SECOND), "no wait at all is told");
    let _limit = dyno::RateLimit::builder("told by a limit").limit(1, 60 * SECOND).build().unwrap();
    assert_eq!(passed_on().unwrap(), 7);
    assert!(matches!(passed_on(), Err(Error::RateLimited { .. })));
    assert_eq!(left("dyno's own"), Some(60 * SECOND));
}

#[test]
fn the_call_of_a_built_command_says_how_to_read_it() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    let stock =
        Command::builder("told and built").breaker(|breaker| breaker.consecutive(1).jitter(0.0)).build().unwrap();
    let busy = || Err::<u32, _>(std::io::Error::other("429: 77"));
    let header = |error: &std::io::Error| retry_after_header(error.to_string().rsplit(' ').next()?);
    stock.prepare(busy).retry_after(header).call_here().unwrap_err();
    assert_eq!(left("told and built"), Some(77 * SECOND));
    dyno::breaker("told and built").unwrap().reset();
    stock.call_here(busy).unwrap_err();
    assert_eq!(left("told and built"), Some(5 * SECOND));
    dyno::breaker("told and built").unwrap().reset();
    let told = stock.prepare_async(|| async { busy() }).retry_after(header);
    runtime().block_on(told.call()).unwrap_err();
    assert_eq!(left("told and built"), Some(77 * SECOND));
}

#[test]
fn an_error_that_panics_when_it_is_asked_is_a_panic() {
    #[derive(Debug, thiserror::Error)]
    enum Bad {
        #[error("bad")]
        Bad,
        #[error(transparent)]
        Guard(#[from] Error),
    }
    impl RetryAfter for Bad {
        fn retry_after(&self) -> Option<Duration> {
            panic!("asked")
        }
    }
    #[command(name = "panics when asked", breaker(consecutive = 1))]
    fn bad() -> Result<u32, Bad> {
        Err(Bad::Bad)
    }
    let _scope = Registry::with_clock(ManualClock::new()).enter();
    assert!(std::panic::catch_unwind(bad).is_err());
    let command = Command::named("panics when asked").unwrap().snapshot();
    assert_eq!((command.totals.calls.panicked, command.totals.attempts.panicked, command.in_flight), (1, 1, 0));
    assert_eq!(dyno::breaker("panics when asked").unwrap().state(), BreakerState::Open);
}
