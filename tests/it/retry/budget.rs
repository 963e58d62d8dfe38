//! How much more a dead service is asked than a healthy one.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dyno::{EventKind, command, retry};
use tokio::time::{Instant, advance, sleep};

use super::{Failed, Service};

/// A service that goes down, and when it was asked for what.
#[derive(Default)]
struct Load {
    is_down: AtomicBool,
    attempts: Mutex<Vec<(Instant, u64)>>,
    calls: Mutex<Vec<(Instant, Instant)>>,
}

impl Load {
    async fn call(&self) {
        let (began, mut calls) = (Instant::now(), 0);
        let _ = asked(self, &mut calls).await;
        self.calls.lock().unwrap().push((began, Instant::now()));
    }

    fn ask(&self, attempt: &mut u64) {
        *attempt += 1;
        self.attempts.lock().unwrap().push((Instant::now(), *attempt));
    }

    /// Tells the most that any 10 s have of retries beyond a fifth of the calls that were under way in them.
    fn worst(&self) -> f64 {
        let ten = Duration::from_secs(10);
        let (mut attempts, calls) = (self.attempts.lock().unwrap().clone(), self.calls.lock().unwrap());
        attempts.retain(|(_, attempt)| *attempt > 1);
        let over = |from: Instant| {
            let retries = attempts.iter().filter(|(at, _)| (from..from + ten).contains(at)).count();
            let calls = calls.iter().filter(|(began, ended)| *began < from + ten && *ended >= from).count();
            #[expect(clippy::cast_precision_loss, reason = "there are thousands")]
            let over = retries as f64 - 0.2 * calls as f64;
            over
        };
        attempts.iter().step_by(7).map(|(from, _)| over(*from)).fold(f64::MIN, f64::max)
    }
}

#[retry(n = 4, backoff = off)]
async fn asked(load: &Load, attempt: &mut u64) -> Result<u32, Failed> {
    load.ask(attempt);
    if load.is_down.load(Relaxed) { Err(Failed::Busy) } else { Ok(7) }
}

fn spent(name: &str) -> usize {
    let is_it = |kind: &EventKind| matches!(kind, EventKind::BudgetSpent(spent) if &*spent.retry == name);
    dyno::events(0).iter().filter(|event| is_it(&event.kind)).count()
}

#[dyno::test(paused)]
async fn a_dead_service_is_asked_little_more_than_a_healthy_one() {
    let load = Load::default();
    for call in 0..6_000_u64 {
        load.is_down.store(call >= 1_500, Relaxed);
        load.call().await;
        // Bursts, and quiet times between.
        advance(Duration::from_millis(if call % 1_000 == 999 { 4_000 } else { call % 7 * 3 })).await;
    }
    let over = load.worst();
    assert!(over <= 10.0, "{over} retries more than a fifth of the calls in 10 s");
    let totals = asked::metrics().totals;
    assert_eq!(totals.attempts.sum(), load.attempts.lock().unwrap().len() as u64);
    assert_eq!(totals.retries, totals.attempts.sum() - totals.started);
    assert!(totals.retries_refused > 4_000 && totals.retries_refused <= totals.calls.failure);
    assert!(totals.retries > 850, "{} retries are all that was used of the budget", totals.retries);
    let snapshot = asked::retry().snapshot();
    assert_eq!((snapshot.retries, snapshot.refused), (totals.retries, totals.retries_refused));
}

#[command(attempt_timeout = 1s, retry(n = 3, backoff = off))]
async fn hung(load: &Load, attempt: &mut u64) -> Result<u32, Failed> {
    load.ask(attempt);
    sleep(Duration::from_millis(if load.is_down.load(Relaxed) { 60_000 } else { 20 })).await;
    Ok(7)
}

/// Calls come slower while they hang, so what they had earned before would allow all of them to be retried.
#[dyno::test(paused)]
async fn a_service_that_hangs_is_not_asked_for_what_was_earned_while_it_was_well() {
    let load = Arc::new(Load::default());
    let started = Instant::now();
    let callers = (0..40).map(|_| {
        let load = load.clone();
        tokio::spawn(async move {
            while started.elapsed() < Duration::from_secs(40) {
                load.is_down.store(started.elapsed() > Duration::from_secs(12), Relaxed);
                let (began, mut calls) = (Instant::now(), 0);
                let _ = hung(&load, &mut calls).await;
                load.calls.lock().unwrap().push((began, Instant::now()));
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let over = load.worst();
    assert!(over <= 10.0, "{over} retries more than a fifth of the calls in 10 s");
    let totals = hung::metrics().totals;
    assert!(totals.calls.success > 20_000 && totals.calls.failure + totals.calls.timeout > 900, "{totals:?}");
    assert!(totals.retries > 150, "{} retries are all that was used of the budget", totals.retries);
}

#[retry(n = 2, backoff = fixed(5ms))]
async fn in_a_batch(number: u32, attempt: &mut u64) -> Result<u32, Failed> {
    *attempt += 1;
    sleep(Duration::from_millis(10)).await;
    if number % 10 == 0 && *attempt == 1 { Err(Failed::Busy) } else { Ok(number) }
}

#[dyno::test(paused)]
async fn a_tenth_of_a_batch_is_retried_at_once() {
    let batch = (0..1_000).map(|number| tokio::spawn(async move { in_a_batch(number, &mut 0).await }));
    for (number, call) in batch.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap() as usize, number);
    }
    assert_eq!(in_a_batch::metrics().totals.retries, 100);
}

#[dyno::test(paused)]
async fn that_it_is_spent_is_told_once() {
    let load = Load::default();
    load.is_down.store(true, Relaxed);
    for _ in 0..3_000 {
        load.call().await;
        advance(Duration::from_millis(10)).await;
    }
    let name = asked::retry().name().to_owned();
    assert_eq!(spent(&name), 1, "for as long as it lasts");
    advance(Duration::from_secs(60)).await;
    for _ in 0..100 {
        load.call().await;
    }
    assert_eq!(spent(&name), 2, "and when it happens again");
}

#[retry(n = 9, backoff = off, budget = off)]
async fn unbounded(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
async fn without_a_budget_nothing_is_refused() {
    let service = Service::failing(u32::MAX);
    for _ in 0..100 {
        unbounded(&service).await.unwrap_err();
    }
    assert_eq!((service.asked(), unbounded::metrics().totals.retries_refused), (900, 0));
}

#[command(retry("one budget", n = 6, backoff = off))]
async fn first(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry = "one budget")]
fn second(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test(paused)]
async fn functions_that_share_a_retry_share_its_budget() {
    let service = Service::failing(u32::MAX);
    first(&service).await.unwrap_err();
    second(&service).unwrap_err();
    assert_eq!(service.asked(), 2 + 10, "each has made five more");
    second(&service).unwrap_err();
    first(&service).await.unwrap_err();
    assert_eq!(service.asked(), 14, "there are none left");
    assert_eq!((first::metrics().totals.retries_refused, second::metrics().totals.retries_refused), (1, 1));
    advance(Duration::from_secs(11)).await;
    first(&service).await.unwrap_err();
    assert_eq!(service.asked(), 14 + 6);
}

#[command(retry("one life", n = 99, backoff = off))]
fn early(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry("one life", n = 99, backoff = off))]
fn late(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test(paused)]
async fn what_one_function_has_earned_pays_for_another() {
    let (well, down) = (Service::failing(0), Service::failing(u32::MAX));
    late(&down).unwrap_err();
    assert_eq!((down.asked(), late::retry().snapshot().left), (1 + 10, Some(0)));
    early(&down).unwrap_err();
    (0..50).for_each(|_| _ = early(&well));
    early(&Service::failing(1)).unwrap();
    assert_eq!(early::retry().snapshot().left, Some(9), "50 good calls have paid ten of them back");
    advance(Duration::from_secs(9)).await;
    late(&down).unwrap_err();
    assert_eq!(down.asked(), 11 + 1 + 1 + 9, "and are worth nothing else");
}

#[command(retry(n = 99, backoff = off), breaker(consecutive = off, min_calls = 1_000_000))]
fn turned_away(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test(paused)]
async fn calls_that_are_turned_away_earn_nothing() {
    let service = Service::failing(u32::MAX);
    turned_away::breaker().trip().unwrap();
    (0..500).for_each(|_| _ = turned_away(&service));
    assert_eq!((service.asked(), turned_away::metrics().totals.calls.rejected), (0, 500));
    turned_away::breaker().reset();
    turned_away(&service).unwrap_err();
    assert_eq!(service.asked(), 1 + 10, "the reserve, and no fifth of 500");
}
