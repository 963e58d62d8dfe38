//! How long all attempts of a call may take.

use std::future::pending;
use std::sync::Mutex;
use std::time::Duration;

use dyno::{Error, RetryAfter, command};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep, timeout};

use super::{Failed, Service};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What each attempt does, and when each began.
#[derive(Debug)]
struct Plan {
    /// How long it takes, for ever if it is `None`, and whether it goes well.
    bodies: Vec<(Option<u64>, bool)>,
    begun: Mutex<Vec<Instant>>,
}

#[command(timeout = 1s, attempt_timeout = 100ms, retry(budget = off, jitter = none))]
async fn timed(plan: &Plan) -> Result<usize, Failed> {
    let at = {
        let mut begun = plan.begun.lock().unwrap();
        begun.push(Instant::now());
        begun.len() - 1
    };
    let (takes, is_good) = plan.bodies[at];
    match takes {
        Some(0) => {}
        Some(takes) => sleep(ms(takes)).await,
        None => pending().await,
    }
    if is_good { Ok(at) } else { Err(Failed::Busy) }
}

/// Timers of tokio end with a millisecond.
const GRAIN: Duration = Duration::from_millis(1);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_call_outlives_its_time_and_no_attempt_begins_after_it(
        bodies in vec((option::weighted(0.8, 0..80u64), prop::bool::weighted(0.2)), 6),
        n in 1..6u32,
        wait in 0..40u64,
        whole in 2..200u64,
        share in 1..100u64,
    ) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (whole, each) = (ms(whole), ms(1.max(whole * share / 100).min(whole - 1)));
        let plan = Plan { bodies, begun: Mutex::default() };
        let (elapsed, answer, begun, totals) = runtime.block_on(async {
            let registry = dyno::Registry::new();
            let _entered = registry.enter();
            timed::command(&plan).timeout(whole).await.ok();
            plan.begun.lock().unwrap().clear();
            let command = dyno::Command::named(timed::metrics().name.as_str()).unwrap();
            command.configure(|it| (it.timeout, it.attempt_timeout) = (Some(whole), Some(each))).unwrap();
            timed::retry().configure(|it| (it.n, it.backoff) = (n, dyno::Backoff::Fixed(ms(wait)))).unwrap();
            let before = timed::metrics().totals;
            let began = Instant::now();
            let answer = timed(&plan).await;
            let after = timed::metrics().totals;
            let begun: Vec<_> = plan.begun.lock().unwrap().iter().map(|then| *then - began).collect();
            let attempts = after.attempts.sum() - before.attempts.sum();
            (began.elapsed(), answer, begun, (after.calls.sum() - before.calls.sum(), attempts))
        });
        prop_assert!(elapsed <= whole + GRAIN, "{elapsed:?} of {whole:?}");
        prop_assert!(begun.iter().all(|then| *then < whole), "{begun:?} of {whole:?}");
        prop_assert!(begun.len() <= n as usize);
        prop_assert_eq!(totals, (1, begun.len() as u64));
        for pair in begun.windows(2) {
            prop_assert!(pair[1].saturating_sub(pair[0]) <= each + ms(wait) + GRAIN * 2, "{begun:?} with {each:?} each");
        }
        match answer {
            Ok(at) => prop_assert!(plan.bodies[at].1 && at + 1 == begun.len()),
            // It gives up early only where the next attempt would begin too late.
            Err(_) if begun.len() < n as usize => prop_assert!(elapsed + ms(wait) + GRAIN * 2 >= whole, "{elapsed:?} of {whole:?}"),
            Err(_) => prop_assert_eq!(begun.len(), n as usize),
        }
    }
}

#[command(timeout = 100ms, retry(n = 9, backoff = fixed(60ms), jitter = none))]
async fn slowly(service: &Service) -> Result<u32, Failed> {
    sleep(ms(10)).await;
    service.ask()
}

#[dyno::test(paused)]
async fn nobody_waits_for_an_attempt_that_comes_too_late() {
    let (service, began) = (Service::failing(9), Instant::now());
    assert_eq!(slowly(&service).await, Err(Failed::Busy));
    assert_eq!((service.asked(), began.elapsed()), (2, ms(80)), "the third would begin at 140 ms");
}

#[dyno::test(paused)]
async fn a_caller_with_less_time_is_obeyed() {
    #[command(timeout = 50ms)]
    async fn outer(service: &Service) -> Result<u32, Failed> {
        slowly(service).await
    }
    let (service, began) = (Service::failing(9), Instant::now());
    assert_eq!(outer(&service).await, Err(Failed::Busy));
    assert_eq!((service.asked(), began.elapsed()), (1, ms(10)), "the second would begin at 70 ms");

    let service = Service::failing(9);
    assert!(timeout(ms(30), slowly(&service)).await.is_err(), "a plain timer of tokio is no budget, but drops it");
    assert_eq!(service.asked(), 1);
    let totals = slowly::metrics().totals;
    assert_eq!((totals.calls.cancelled, totals.calls.sum()), (1, totals.started));
}

#[dyno::test(paused)]
async fn an_outer_command_ends_the_pause_of_an_inner_one() {
    #[command(timeout = 2s, retry(n = 9, backoff = fixed(30ms), jitter = none))]
    async fn inner(service: &Service) -> Result<u32, Failed> {
        service.ask()
    }
    #[command(timeout = 100ms)]
    async fn outer(service: &Service) -> Result<u32, Failed> {
        sleep(ms(20)).await;
        inner(service).await
    }
    let (service, began) = (Service::failing(9), Instant::now());
    assert_eq!(outer(&service).await, Err(Failed::Busy));
    assert_eq!((service.asked(), began.elapsed()), (3, ms(80)), "at 20, 50 and 80 ms");
}

#[command(attempt_timeout = 10ms, retry(backoff = fixed(5ms), jitter = none))]
async fn hangs(hangs: u32, service: &Service) -> Result<u32, Failed> {
    let asked = service.ask()?;
    if asked <= hangs {
        pending::<()>().await;
    }
    Ok(asked)
}

#[dyno::test(paused)]
async fn each_attempt_has_a_limit_of_its_own() {
    let began = Instant::now();
    assert_eq!(hangs(2, &Service::default()).await, Ok(3));
    assert_eq!(began.elapsed(), ms(2 * (10 + 5)));
    let began = Instant::now();
    let error = hangs(9, &Service::default()).await.unwrap_err();
    assert!(matches!(&error, Failed::Guard(Error::Timeout(timeout)) if timeout.limit == ms(10)), "{error:?}");
    assert_eq!(began.elapsed(), ms(3 * 10 + 2 * 5));
    let totals = hangs::metrics().totals;
    assert_eq!((totals.attempts.timeout, totals.calls.timeout, totals.calls.success), (5, 1, 1));
}

#[derive(Clone, Debug, thiserror::Error)]
enum Told {
    #[error("not before {0:?}")]
    Later(Duration),
    #[error(transparent)]
    Guard(#[from] Error),
}

impl RetryAfter for Told {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Later(wait) => Some(*wait),
            Self::Guard(error) => error.retry_after(),
        }
    }
}

#[command(timeout = 1s, retry(backoff = fixed(1ms), jitter = none))]
async fn told(service: &Service, wait: Duration) -> Result<u32, Told> {
    service.ask().map_err(|_| Told::Later(wait))
}

#[dyno::test(paused)]
async fn what_the_error_tells_replaces_the_pause() {
    let began = Instant::now();
    assert_eq!(told(&Service::failing(2), ms(70)).await.unwrap(), 3);
    assert_eq!(began.elapsed(), ms(140));

    let (service, began) = (Service::failing(2), Instant::now());
    assert!(matches!(told(&service, ms(600)).await, Err(Told::Later(_))));
    assert_eq!((service.asked(), began.elapsed()), (2, ms(600)), "the third would come at 1.2 s");
    let (service, began) = (Service::failing(2), Instant::now());
    assert!(matches!(told(&service, Duration::MAX).await, Err(Told::Later(_))));
    assert_eq!((service.asked(), began.elapsed()), (1, ms(0)));
}

#[command(timeout = 200ms, retry(backoff = fixed(10ms), jitter = none, n = 50))]
fn pooled(service: std::sync::Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[test]
fn a_function_with_a_pool_ends_in_time_as_well() {
    let (service, began) = (std::sync::Arc::new(Service::failing(99)), std::time::Instant::now());
    assert!(pooled(service.clone()).is_err());
    assert!((2..=20).contains(&service.asked()), "{}", service.asked());
    // Of the real clock no more can be asked than that it is not 50 times 10 ms.
    assert!(began.elapsed() < ms(450), "{:?}", began.elapsed());
}

/// There is no other attempt that would need time.
#[command(timeout = 10ms, attempt_timeout = 20ms, retry = 1)]
async fn once(takes: Duration) -> Result<(), Failed> {
    sleep(takes).await;
    Ok(())
}

#[dyno::test(paused)]
async fn one_attempt_may_have_more_time_than_its_call() {
    assert!(once(ms(9)).await.is_ok());
    let late = once(ms(15)).await.unwrap_err();
    assert!(matches!(&late, Failed::Guard(Error::Timeout(timeout)) if timeout.limit == ms(10)), "{late}");
    let pay = dyno::Command::named("it::retry::time::once").unwrap();
    pay.configure(|settings| settings.attempt_timeout = Some(ms(30))).unwrap();
    once::retry().configure(|settings| settings.n = 2).unwrap();
    let longer = pay.configure(|settings| settings.attempt_timeout = Some(ms(40))).unwrap_err();
    assert!(longer.to_string().contains("shorter than `timeout`"), "{longer}");
}
