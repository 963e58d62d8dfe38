//! A rate limit before a function: a turn for each attempt, waits within its time, keys, and what the breaker hears of it.

use std::future::pending;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use dyno::{
    BreakerState, Cause, Command, Error, ManualClock, Registry, SettingsError, Submit, command, error, rate_limit,
};
use tokio::time::{Instant, sleep};

use super::{Failed, is_open};

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// When the next may pass.
fn retry_after<T: std::fmt::Debug>(result: Result<T, Failed>) -> Duration {
    match result {
        Err(Failed::Guard(error @ Error::RateLimited { .. })) => error.retry_after().unwrap(),
        other => panic!("it was not turned away: {other:?}"),
    }
}

#[command(rate_limit("post", 10 / 1s, burst = 2))]
fn send() -> Result<u32, Failed> {
    Ok(7)
}

#[rate_limit("post")]
async fn ask() -> Result<u32, Failed> {
    Ok(3)
}

#[test]
fn functions_share_turns_by_name() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    let post = dyno::rate_limit("post").expect("it is declared");
    assert_eq!((post.settings().limit.to_string().as_str(), post.settings().burst), ("10 / 1s", Some(2)));
    let ask = || tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(ask());
    assert_eq!((send().unwrap(), ask().unwrap()), (7, 3));
    let Err(Failed::Guard(Error::RateLimited(limited))) = send() else { panic!("it passed") };
    let error::RateLimited { name, retry_after: wait, limit, per, .. } = Arc::unwrap_or_clone(limited);
    assert_eq!((&*name, wait, limit, per), ("post", 100 * MILLI, 10, SECOND));
    clock.advance(99 * MILLI);
    assert_eq!(retry_after(ask()), MILLI);
    clock.advance(MILLI);
    assert_eq!(ask().unwrap(), 3);
    let totals = send::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected, totals.attempts.rejected), (1, 1, 1));
    assert_eq!(post.snapshot().rejected, 2);
}

#[command(rate_limit = 5 / 1m)]
fn own() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_limit_without_a_name_has_the_functions() {
    let limit = own::rate_limit();
    assert_eq!(limit.name(), "it::command::rate_limit::own");
    assert_eq!(own::metrics().rate_limit.as_deref(), Some(limit.name()));
    assert!(dyno::snapshot().rate_limits.iter().any(|seen| seen.name == limit.name() && seen.available == 5));
    assert!(dyno::why(limit.name()).unwrap().ends_with("; its rate limit is `it::command::rate_limit::own`"));
    assert!(dyno::why("post").unwrap().starts_with("rate limit post: 10 / 1s and 2 at once, 2 of them now"));
    let plan = own::plan().to_string();
    let lines: Vec<_> = plan.lines().map(|line| line.split("  ").next().unwrap_or_default()).collect();
    assert_eq!(lines[1], r#"1. rate_limit "it::command::rate_limit::own""#, "{plan}");
    assert!(plan.contains("limit = 5 / 1m") && plan.contains("burst = off: limit"), "{plan}");
}

#[command(rate_limit(1 / 1h), fallback = |cause| {
    seen.send(matches!(cause, Cause::Dyno(Error::RateLimited { .. }))).unwrap();
    0
})]
fn answered(seen: std::sync::mpsc::Sender<bool>) -> u32 {
    drop(seen);
    1
}

#[dyno::test]
fn the_fallback_sees_that_it_came_too_early() {
    let (sender, seen) = channel();
    assert_eq!((answered(sender.clone()), answered(sender)), (1, 0));
    assert_eq!(seen.try_recv(), Ok(true));
    assert_eq!(answered::metrics().totals.fallback_success, 1);
}

#[command(rate_limit(1 / 1h, by = tenant))]
async fn of_tenant(tenant: String, amount: u32) -> Result<String, Failed> {
    Ok(tenant + &amount.to_string())
}

#[rate_limit(1 / 1h, by = (region, sku.len()))]
fn of_region(region: u8, sku: &str) -> Result<usize, Failed> {
    Ok(sku.len() + usize::from(region))
}

#[rate_limit(1 / 1h, by = who)]
async fn of_str(who: &str) -> Result<usize, Failed> {
    Ok(who.len())
}

#[dyno::test]
async fn each_key_has_its_turns() {
    for tenant in ["acme", "beta"] {
        assert_eq!(of_tenant(tenant.to_owned(), 1).await.unwrap(), format!("{tenant}1"));
        assert!(retry_after(of_tenant(tenant.to_owned(), 2).await) > 3_599 * SECOND);
    }
    assert_eq!(of_tenant::rate_limit().snapshot().keys, 2);
    assert!(of_tenant::plan().to_string().contains("by = tenant"));
    of_tenant::rate_limit().try_acquire_by("gamma").unwrap();
    assert!(of_tenant("gamma".to_owned(), 1).await.is_err(), "the handle knows the same keys");
    assert_eq!((of_region(1, "a").unwrap(), of_region(1, "bb").unwrap(), of_region(2, "a").unwrap()), (2, 3, 3));
    assert!(of_region(1, "b").is_err());
    let task = tokio::spawn(async { of_str(&String::from("you")).await });
    assert_eq!(task.await.unwrap().unwrap(), 3);
    assert!(of_str("you").await.is_err() && of_str("me").await.is_ok());
}

struct Client {
    tenant: String,
}

impl Client {
    #[command(rate_limit("clients", 1 / 1h, by = self.tenant))]
    async fn get(&mut self, id: impl Into<u32>) -> Result<u32, Failed> {
        self.tenant += "!";
        Ok(id.into())
    }

    #[command(rate_limit("clients", by = tenant), handle = false, fallback = |_| (tenant, 0))]
    fn made<T: Into<String> + Clone>(tenant: String, _with: T) -> (String, u32) {
        (tenant, 1)
    }
}

#[dyno::test]
async fn a_key_is_made_of_what_the_function_has() {
    let mut client = Client { tenant: "acme".to_owned() };
    assert_eq!(client.get(7_u32).await.unwrap(), 7);
    assert_eq!(client.get(7_u32).await.unwrap(), 7, "it is another key by now");
    client.tenant = "acme".to_owned();
    assert!(client.get(7_u32).await.is_err());
    assert_eq!(Client::made("acme".to_owned(), "x"), ("acme".to_owned(), 0));
    assert_eq!(Client::made("beta".to_owned(), "x"), ("beta".to_owned(), 1));
}

#[command(timeout = 1s, rate_limit(10 / 1s, burst = 1, wait = 500ms), breaker(consecutive = 1, open_for = 5s))]
async fn waits(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn an_async_call_waits_for_its_turn_and_has_the_rest_of_its_time_for_the_body() {
    let began = Instant::now();
    let (first, second) = tokio::join!(waits(Duration::ZERO), async { (waits(300 * MILLI).await, began.elapsed()) });
    assert_eq!((first.unwrap(), second.0.unwrap(), second.1), (1, 1, 400 * MILLI));
    let snapshot = waits::rate_limit().snapshot();
    assert_eq!((snapshot.waited, snapshot.waiting, snapshot.given_up), (1, 0, 0));

    waits(Duration::ZERO).await.unwrap();
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout(timeout))) = waits(2 * SECOND).await else { panic!("in time") };
    let error::Timeout { limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!((limit, elapsed, began.elapsed()), (SECOND, SECOND, SECOND), "the wait is of its time");
    assert_eq!(waits::breaker().state(), BreakerState::Open, "its body had begun");
}

#[command(timeout = 150ms, rate_limit(10 / 1s, burst = 1, wait = 10s), breaker(consecutive = 1))]
async fn hurried() -> Result<u32, Failed> {
    Ok(1)
}

#[command(timeout = 50ms)]
async fn hurried_by_its_caller() -> Result<u32, Failed> {
    hurried().await
}

#[dyno::test(paused)]
async fn nobody_waits_for_a_turn_that_comes_when_its_time_is_up() {
    hurried().await.unwrap();
    let began = Instant::now();
    assert_eq!(retry_after(hurried_by_its_caller().await), 100 * MILLI);
    assert_eq!(began.elapsed(), Duration::ZERO, "it is told at once");
    hurried().await.unwrap();
    assert_eq!(began.elapsed(), 100 * MILLI);
    let waits = tokio::spawn(hurried());
    tokio::task::yield_now().await;
    assert_eq!(retry_after(hurried().await), 200 * MILLI, "within `wait`, but not within its time");
    assert_eq!(waits.await.unwrap().unwrap(), 1);
    let totals = hurried::metrics().totals.calls;
    assert_eq!((totals.success, totals.rejected, totals.timeout), (3, 2, 0));
    assert_eq!(hurried::breaker().state(), BreakerState::Closed, "no news about what is called");
}

#[command(rate_limit(10 / 1s, burst = 1, wait = 1s), bulkhead(1, queue = 1), breaker(consecutive = 1))]
async fn both() -> Result<u32, Failed> {
    pending().await
}

/// Each await of a call that waits for its turn, and then for a permit.
#[dyno::test(paused)]
async fn dropped_at_each_await_it_gives_everything_back() {
    let permit = both::bulkhead();
    let active = || {
        let snapshot = permit.snapshot();
        (snapshot.active, snapshot.queued, both::rate_limit().snapshot().waiting, both::metrics().in_flight)
    };
    drop(both());
    assert_eq!(both::rate_limit().snapshot().available, 1, "it has not begun");
    let body = tokio::spawn(both());
    tokio::task::yield_now().await;
    assert_eq!(active(), (1, 0, 0, 1));
    for (wait, seen) in [(50, (1, 0, 1, 2)), (150, (1, 1, 0, 2))] {
        let waits = tokio::spawn(both());
        sleep(wait * MILLI).await;
        assert_eq!(active(), seen);
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        assert_eq!(active(), (1, 0, 0, 1));
    }
    body.abort();
    let _ = body.await;
    assert_eq!(active(), (0, 0, 0, 0));
    let in_body = tokio::spawn(both());
    sleep(200 * MILLI).await;
    assert_eq!(active(), (1, 0, 0, 1), "a call may begin as if there had been no other");
    in_body.abort();
    let _ = in_body.await;
    assert_eq!(active(), (0, 0, 0, 0));
    assert_eq!(both::metrics().totals.calls.cancelled, 4);
    assert_eq!(both::breaker().state(), BreakerState::Closed);
}

#[command(rate_limit(1 / 1h, burst = 2), bulkhead(1))]
fn crowded() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_call_without_a_permit_costs_no_turn() {
    let (limit, bulkhead) = (crowded::rate_limit(), crowded::bulkhead());
    let permit = bulkhead.try_acquire().unwrap();
    for _ in 0..5 {
        assert!(matches!(crowded(), Err(Failed::Guard(Error::Full { .. }))));
    }
    drop(permit);
    assert_eq!((limit.snapshot().available, limit.snapshot().rejected), (2, 0));
    assert_eq!((crowded().unwrap(), limit.snapshot().available), (1, 1));
}

#[command(rate_limit(1 / 1h), breaker("counts early calls", count_rejections = true, consecutive = 1))]
fn counting() -> Result<u32, Failed> {
    Ok(1)
}

#[command(rate_limit(1 / 1h), breaker("knows no early calls", consecutive = 1, probes = 1, open_for = 1s, jitter = 0%))]
fn neutral() -> Result<u32, Failed> {
    Ok(1)
}

#[test]
fn the_breaker_hears_of_it_only_if_it_wants_to() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    counting().unwrap();
    retry_after(counting());
    assert!(is_open(&counting()));

    neutral().unwrap();
    retry_after(neutral());
    assert_eq!(neutral::breaker().state(), BreakerState::Closed);
    neutral::breaker().trip().unwrap();
    assert!(is_open(&neutral()), "it is asked first");
    clock.advance(SECOND);
    for _ in 0..3 {
        retry_after(neutral()); // and each gives its probe back
    }
    assert_eq!(neutral::breaker().state(), BreakerState::HalfOpen);
    clock.advance(3_600 * SECOND);
    neutral().unwrap();
    assert_eq!(neutral::breaker().state(), BreakerState::Closed);
}

#[command(rate_limit(1 / 20ms, wait = 10s))]
fn on_its_thread() -> Result<(), Failed> {
    Ok(())
}

#[command(cache(ttl = 30s, key = page), rate_limit(1 / 1h, by = tenant))]
async fn kept_for_tenants(tenant: u32, page: u32) -> Result<u32, Failed> {
    Ok(tenant + page)
}

#[command(cache(ttl = 30s, key = page), rate_limit(1 / 1h, by = in_a_while(tenant).await))]
async fn led_by_tenants(tenant: &u32, page: u32) -> Result<u32, Failed> {
    Ok(*tenant + page)
}

async fn in_a_while(tenant: &u32) -> u32 {
    tokio::task::yield_now().await;
    *tenant
}

#[command(cache(ttl = 30s), rate_limit(1 / 1h))]
async fn kept_for_all(page: u32) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    Ok(page)
}

#[dyno::test]
async fn under_a_cache_each_is_told_of_his_own_key() {
    let is_limited = |answer: &Result<u32, Failed>| matches!(answer, Err(Failed::Guard(Error::RateLimited(limited))) if limited.by_key);
    kept_for_tenants::rate_limit().try_acquire_by(&1_u32).unwrap();
    let calls = [1, 2, 3].map(|tenant| kept_for_tenants(tenant, 7));
    let [one, two, three] = calls;
    let (one, two, three) = tokio::join!(one, two, three);
    assert!(is_limited(&one), "{one:?}");
    assert_eq!((two.unwrap(), three.unwrap()), (9, 9));

    led_by_tenants::rate_limit().try_acquire_by(&1_u32).unwrap();
    let (one, two, three) = tokio::join!(led_by_tenants(&1, 7), led_by_tenants(&2, 7), led_by_tenants(&3, 7));
    assert!(is_limited(&one), "{one:?}");
    assert_eq!((two.unwrap(), three.unwrap()), (9, 9));

    // Where there are no keys it is everybody's.
    kept_for_all::rate_limit().try_acquire().unwrap();
    let (one, two) = tokio::join!(kept_for_all(7), kept_for_all(7));
    assert_eq!(retry_after(one), retry_after(two));
    assert_eq!(kept_for_all::rate_limit().snapshot().rejected, 1);
}

#[command(rate_limit(1 / 20ms, wait = 10s, by = key), pool("rated", threads = 1))]
fn on_a_pool(key: &'static str) -> Result<(), Failed> {
    let _ = key;
    Ok(())
}

#[command(rate_limit(1 / 1h, wait = 10h), timeout = 10s)]
fn never_in_time() -> Result<(), Failed> {
    Ok(())
}

/// On the system's clock, because nothing else wakes a thread.
#[dyno::test]
fn a_call_that_blocks_waits_for_its_turn() {
    let began = std::time::Instant::now();
    (0..3).for_each(|_| on_its_thread().unwrap());
    assert!(began.elapsed() >= 40 * MILLI);
    (0..3).for_each(|_| on_a_pool("one").unwrap());
    assert!(began.elapsed() >= 80 * MILLI);
    let tasks = [(); 3].map(|()| on_a_pool::command("two").submit());
    for task in tasks {
        task.result().unwrap();
    }
    assert!(began.elapsed() >= 120 * MILLI);
    assert!(on_its_thread::rate_limit().snapshot().waited > 0 && on_a_pool::rate_limit().snapshot().waited > 0);
    never_in_time().unwrap();
    assert!(retry_after(never_in_time()) > 3_599 * SECOND);
}

#[dyno::test(paused)]
async fn a_task_waits_and_its_turn_goes_back_when_it_is_cancelled() {
    hurried().await.unwrap();
    let task = hurried().submit();
    sleep(MILLI).await;
    assert_eq!(hurried::rate_limit().snapshot().waiting, 1);
    task.cancel("as planned");
    let snapshot = hurried::rate_limit().snapshot();
    assert_eq!((snapshot.waiting, snapshot.given_up), (0, 1));
    let began = Instant::now();
    hurried().await.unwrap();
    assert_eq!(began.elapsed(), 99 * MILLI);
}

#[dyno::test(paused)]
async fn a_builder_asks_for_a_limit_as_well() {
    let limited = |wait: Duration| {
        Command::builder("built with a limit").rate_limit(move |it| it.limit(10, SECOND).burst(1).wait(wait)).build()
    };
    let built = limited(SECOND).unwrap();
    built.call_here(|| Ok::<_, Failed>(1)).unwrap();
    let began = Instant::now();
    built.call_async(async { Ok::<_, Failed>(1) }).await.unwrap();
    assert_eq!(began.elapsed(), 100 * MILLI);
    assert!(limited(SECOND).is_ok(), "the same again");
    let other = Command::builder("built with a limit").rate_limit(|it| it.limit(20, SECOND));
    let conflict = other.build().unwrap_err();
    assert!(matches!(&conflict, SettingsError::Conflict { first, second, .. } if first != second), "{conflict}");
    let shared = Command::builder("another with it").rate_limit_named("built with a limit", |it| it).build().unwrap();
    dyno::rate_limit("built with a limit").unwrap().configure(|it| it.wait = Duration::ZERO).unwrap();
    assert!(shared.call_here(|| Ok::<_, Failed>(1)).is_err());
    assert!(shared.plan().to_string().contains("wait = 0s"));
}

mod twice {
    use super::{Failed, command};

    #[command(rate_limit("set twice", 1 / 1s))]
    pub(super) fn first() -> Result<(), Failed> {
        Ok(())
    }

    #[command(rate_limit("set twice", 2 / 1s))]
    pub(super) fn second() -> Result<(), Failed> {
        Ok(())
    }
}

#[dyno::test]
fn two_sets_of_settings_are_told_with_both_places() {
    let _ = twice::first();
    let Err(Failed::Guard(Error::Misconfigured(wrong))) = twice::second() else { panic!("it was called") };
    let error::Misconfigured { problem, .. } = Arc::unwrap_or_clone(wrong);
    assert!(matches!(&*problem, SettingsError::Conflict { .. }));
    assert!(problem.to_string().starts_with("rate_limit `set twice` has two different sets of settings"), "{problem}");
}

#[rate_limit(1 / 1h, burst = 5)]
#[dyno::bulkhead(1)]
fn quickly() -> Result<u32, Failed> {
    Ok(1)
}

#[rate_limit(1 / 1h, burst = 2, by = key)]
fn quickly_by(key: &str) -> Result<usize, Failed> {
    Ok(key.len())
}

/// In the global registry, where calls go the quick way.
#[test]
fn a_quick_call_takes_one_turn_and_is_counted_once() {
    let permit = quickly::bulkhead();
    let permit = permit.try_acquire().unwrap();
    (0..3).for_each(|_| assert!(quickly().is_err()));
    drop(permit);
    let passed = (0..7).filter(|_| quickly().is_ok()).count();
    let totals = quickly::metrics().totals.calls;
    assert_eq!((passed, totals.success, totals.rejected, totals.sum()), (5, 5, 5, 10));
    let (limit, bulkhead) = (quickly::rate_limit().snapshot(), quickly::bulkhead().snapshot());
    assert_eq!((limit.available, limit.rejected, bulkhead.active, bulkhead.rejected), (0, 2, 0, 3));
    assert_eq!(["a", "bb", "a", "bb", "a"].map(|key| quickly_by(key).is_ok()), [true, true, true, true, false]);
    assert_eq!((quickly_by::rate_limit().snapshot().rejected, quickly_by::metrics().totals.calls.success), (1, 4));
}
