//! Deadlines: of a call, of an attempt, and those inherited from callers.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use dyno::{BreakerState, Command, Error, Submit, command, error};
use tokio::sync::Mutex;
use tokio::time::{Instant, advance, sleep, timeout};

use super::{Failed, is_timeout, poll_times};

#[command(timeout = 2s, breaker(consecutive = 20))]
async fn hangs() -> Result<u32, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn a_service_that_hangs_opens_its_breaker() {
    let began = Instant::now();
    for _ in 0..20 {
        assert_eq!(hangs::breaker().state(), BreakerState::Closed);
        assert!(is_timeout(&hangs().await));
    }
    assert_eq!(hangs::breaker().state(), BreakerState::Open);
    assert_eq!(began.elapsed().as_secs(), 40);
    let totals = hangs::metrics().totals;
    assert_eq!((totals.calls.timeout, totals.attempts.timeout), (20, 20));
}

#[dyno::test(paused)]
async fn two_hundred_hung_calls_at_once_are_two_hundred_failures() {
    hangs::breaker().configure(|settings| (settings.consecutive, settings.failure_rate) = (None, None)).unwrap();
    let calls: Vec<_> = (0..200).map(|_| tokio::spawn(hangs())).collect();
    for call in calls {
        assert!(is_timeout(&call.await.unwrap()));
    }
    assert_eq!(hangs::breaker().snapshot().failures, 200);
}

#[dyno::test(paused)]
async fn a_half_open_breaker_before_a_hanging_service_opens_again() {
    hangs::breaker().trip().unwrap();
    for _ in 0..3 {
        advance(Duration::from_secs(120)).await;
        let probes: Vec<_> = (0..5).map(|_| tokio::spawn(hangs())).collect();
        for probe in probes {
            assert!(is_timeout(&probe.await.unwrap()));
        }
        assert_eq!(hangs::breaker().state(), BreakerState::Open);
    }
}

#[command(timeout = 2s, attempt_timeout = 500ms)]
async fn tries() -> Result<u32, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn the_error_says_which_limit_it_was() {
    let Err(Failed::Guard(Error::Timeout(timeout))) = tries().await else { panic!("no timeout") };
    let error::Timeout { name, limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!((&*name, limit), ("it::command::timeout::tries", Duration::from_millis(500)));
    assert!(elapsed >= limit && elapsed < limit * 2);
}

#[command(timeout = 100ms)]
async fn ready() -> Result<u32, Failed> {
    Ok(7)
}

#[dyno::test]
fn a_ready_call_needs_no_runtime() {
    assert_eq!(poll_times(ready(), 1).unwrap().unwrap(), 7);
}

#[dyno::test]
fn a_wait_without_a_runtime_is_a_typed_error() {
    let refused = poll_times(hangs(), 1).unwrap();
    assert!(matches!(refused, Err(Failed::Guard(Error::NoRuntime { .. }))));
    assert_eq!(hangs::metrics().totals.calls.rejected, 1);
    assert_eq!(hangs::breaker().snapshot().counted, 0);
}

#[dyno::test]
fn a_runtime_without_timers_is_the_same_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(matches!(runtime.block_on(hangs()), Err(Failed::Guard(Error::NoRuntime { .. }))));
}

#[command(timeout = LONG)]
async fn waits_for_ever() -> Result<u32, Failed> {
    sleep(Duration::from_secs(3600)).await;
    Ok(7)
}

const LONG: Duration = Duration::MAX;

#[dyno::test(paused)]
async fn a_timeout_of_duration_max_never_comes() {
    assert_eq!(waits_for_ever().await.unwrap(), 7);
}

#[command(timeout = 10s, breaker)]
async fn inner() -> Result<u32, Failed> {
    pending().await
}

#[command(timeout = 1s)]
async fn outer_with_little() -> Result<u32, Failed> {
    inner().await
}

#[command(timeout = 6s)]
async fn outer_with_enough() -> Result<u32, Failed> {
    inner().await
}

#[dyno::test(paused)]
async fn a_nested_call_ends_with_its_callers_budget() {
    let began = Instant::now();
    assert!(is_timeout(&outer_with_little().await));
    assert_eq!(began.elapsed().as_secs(), 1);
    let metrics = inner::metrics().totals;
    assert_eq!((metrics.calls.timeout, metrics.calls.cancelled), (1, 0));
    assert_eq!(inner::breaker().snapshot().failures, 0, "it had a tenth of its own timeout");
    let outer = outer_with_little::metrics().totals.calls;
    assert_eq!((outer.timeout, outer.failure), (1, 0), "its time was up, whoever said so first");

    assert!(is_timeout(&outer_with_enough().await));
    assert_eq!(inner::breaker().snapshot().failures, 1, "it had more than half of its own timeout");
}

#[command(timeout = 20ms)]
async fn outer_in_real_time() -> Result<u32, Failed> {
    inner().await
}

#[dyno::test]
async fn it_is_the_callers_budget_also_when_time_does_not_stand_still() {
    assert!(is_timeout(&outer_in_real_time().await));
    assert_eq!(inner::metrics().totals.calls.timeout, 1);
    assert_eq!(inner::breaker().snapshot().failures, 0);
}

#[command(timeout = 1s)]
async fn page() -> Result<u32, Failed> {
    no_timeout_of_its_own().await
}

#[command(timeout = 1s)]
async fn late_page() -> Result<u32, Failed> {
    sleep(Duration::from_millis(900)).await;
    no_timeout_of_its_own().await
}

#[command(breaker(consecutive = 3))]
async fn no_timeout_of_its_own() -> Result<u32, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn a_callee_without_a_timeout_is_measured_by_its_callers() {
    let Err(Failed::Guard(Error::Timeout(timeout))) = late_page().await else { panic!("no timeout") };
    let error::Timeout { limit, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!(limit.as_millis(), 100, "what was left, not what had passed");
    assert_eq!(no_timeout_of_its_own::breaker().snapshot().failures, 0);
    for _ in 0..3 {
        assert!(is_timeout(&page().await));
    }
    assert_eq!(no_timeout_of_its_own::breaker().state(), BreakerState::Open);
}

#[command(timeout = 50ms)]
async fn never_waits() -> Result<u32, Failed> {
    loop {
        tokio::task::consume_budget().await;
    }
}

#[dyno::test]
async fn a_body_that_is_always_ready_is_ended_all_the_same() {
    assert!(is_timeout(&never_waits().await));
}

#[command(timeout = 1s)]
async fn error_stays_here() -> Result<u32, Box<dyn std::error::Error>> {
    tokio::task::yield_now().await;
    Ok(7)
}

#[dyno::test]
async fn an_error_that_cannot_be_sent_does_not_keep_the_call_from_being_spawned() {
    let spawned = tokio::spawn(async { error_stays_here().await.is_ok() });
    assert!(spawned.await.unwrap());
}

#[command(timeout = 1s)]
async fn spends_then_calls() -> Result<u32, Failed> {
    sleep(Duration::from_millis(600)).await;
    inner().await
}

#[dyno::test(paused)]
async fn what_was_spent_before_is_not_left() {
    let began = Instant::now();
    assert!(is_timeout(&spends_then_calls().await));
    assert_eq!(began.elapsed().as_millis(), 1000);
}

#[command(timeout = 1s, fallback = |_| { sleep(Duration::from_secs(5)).await; inner_quick().await })]
async fn falls_back_slowly() -> Result<u32, Failed> {
    pending().await
}

#[command(timeout = 10s)]
async fn inner_quick() -> Result<u32, Failed> {
    sleep(Duration::from_secs(5)).await;
    Ok(9)
}

#[dyno::test(paused)]
async fn a_fallback_has_the_outer_budget_again() {
    assert_eq!(falls_back_slowly().await.unwrap(), 9);
}

#[dyno::test(paused)]
async fn an_outer_timer_that_is_no_command_cancels() {
    assert!(timeout(Duration::from_millis(100), inner()).await.is_err());
    assert_eq!(inner::metrics().totals.calls.cancelled, 1);
    assert_eq!(inner::breaker().snapshot().counted, 0);
}

#[dyno::test(paused)]
async fn a_timeout_changes_while_it_runs() {
    let command = Command::named("it::command::timeout::inner").unwrap();
    let in_flight = tokio::spawn(inner());
    tokio::task::yield_now().await;
    command.configure(|settings| settings.timeout = Some(Duration::from_millis(50))).unwrap();
    let began = Instant::now();
    assert!(is_timeout(&inner().await));
    assert_eq!(began.elapsed().as_millis(), 50);
    assert!(is_timeout(&in_flight.await.unwrap()));
    assert_eq!(began.elapsed().as_secs(), 10, "a call in flight keeps its limit");
}

thread_local! {
    /// One for each test, which stays on its thread: what another test holds is none of its business.
    static LAST: Arc<Mutex<u32>> = Arc::default();
}

/// Asks for what the body holds.
#[derive(Debug)]
enum Asking {
    Free,
    Held,
}

impl From<Error> for Asking {
    fn from(_: Error) -> Self {
        LAST.with(|last| last.try_lock().map_or(Self::Held, |_| Self::Free))
    }
}

async fn held() -> Result<u32, Asking> {
    let last = LAST.with(Arc::clone).lock_owned().await;
    pending::<()>().await;
    Ok(*last)
}

#[command(timeout = 1s)]
async fn holds() -> Result<u32, Asking> {
    held().await
}

#[command(timeout = 1s, failure_if = |_| kept.is_empty())]
async fn holds_and_is_asked(kept: String) -> Result<u32, Asking> {
    let held = held().await;
    drop(kept);
    held
}

#[command(timeout = 1s)]
#[dyno::harness]
async fn holds_in_a_harness() -> Result<u32, Asking> {
    held().await
}

#[command(timeout = 1s, retry = 2)]
async fn holds_twice() -> Result<u32, Asking> {
    held().await
}

#[command(timeout = 1s, bulkhead(permits = 1, queue = 1))]
async fn waits_and_holds() -> Result<u32, Asking> {
    held().await
}

#[dyno::breaker]
async fn has_no_limit() -> Result<u32, Asking> {
    held().await
}

#[dyno::test(paused)]
async fn a_limit_that_is_not_declared_ends_what_it_is_set_for() {
    let command = Command::named("it::command::timeout::has_no_limit").unwrap();
    command.configure(|settings| settings.timeout = Some(Duration::from_millis(50))).unwrap();
    let began = Instant::now();
    assert!(matches!(has_no_limit().await, Err(Asking::Free)));
    assert_eq!((began.elapsed().as_millis(), has_no_limit::metrics().totals.calls.timeout), (50, 1));
}

#[dyno::test(paused)]
async fn so_it_is_where_it_waited_for_a_permit_before() {
    let bulkhead = waits_and_holds::bulkhead();
    let permit = bulkhead.acquire().await.unwrap();
    let began = Instant::now();
    let freed = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(permit);
    };
    let (called, ()) = tokio::join!(waits_and_holds(), freed);
    assert!(matches!(called, Err(Asking::Free)));
    assert_eq!(began.elapsed().as_millis(), 1000);
}

#[dyno::test(paused)]
async fn the_body_is_gone_when_its_error_is_made() {
    assert!(matches!(holds().await, Err(Asking::Free)));
    assert!(matches!(holds_and_is_asked("kept".into()).await, Err(Asking::Free)));
    assert!(matches!(holds_in_a_harness().await, Err(Asking::Free)));
    assert!(matches!(holds_twice().await, Err(Asking::Free)));
    assert!(matches!(holds().submit().await, Err(Asking::Free)));
}
