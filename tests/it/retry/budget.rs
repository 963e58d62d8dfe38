//! How much more a dead service is asked than a healthy one.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use dyno::{EventKind, command, retry};
use tokio::time::{Instant, advance};

use super::{Failed, Service};

/// When attempts were made, and whether each was a call's first.
#[derive(Default)]
struct Load(Mutex<Vec<(Instant, bool)>>);

impl Load {
    async fn call(&self) {
        let first = self.0.lock().unwrap().len();
        dead(self).await.unwrap_err();
        self.0.lock().unwrap()[first].1 = true;
    }
}

#[retry(n = 4, backoff = off)]
async fn dead(load: &Load) -> Result<u32, Failed> {
    load.0.lock().unwrap().push((Instant::now(), false));
    Err(Failed::Busy)
}

/// Tells the most that the 10 s before any retry have of retries beyond a fifth of the first attempts.
fn worst(attempts: &[(Instant, bool)]) -> f64 {
    let (mut recent, mut worst) = (VecDeque::new(), f64::MIN);
    for (now, is_first) in attempts.iter().copied() {
        recent.push_back((now, is_first));
        while recent.front().is_some_and(|(then, _)| now - *then >= Duration::from_secs(10)) {
            recent.pop_front();
        }
        let firsts = recent.iter().filter(|(_, is_first)| *is_first).count();
        #[expect(clippy::cast_precision_loss, reason = "there are thousands")]
        let over = (recent.len() - firsts) as f64 - 0.2 * firsts as f64;
        if !is_first {
            worst = worst.max(over);
        }
    }
    worst
}

/// Tells the most that any 10 s have of retries beyond a fifth of the first attempts in them and in the 10 s before.
fn worst_ahead(attempts: &[(Instant, bool)]) -> f64 {
    let ten = Duration::from_secs(10);
    let count = |from: Instant, before: Instant, firsts: bool| {
        let at = |time: Instant| attempts.partition_point(|(then, _)| *then < time);
        attempts[at(from)..at(before)].iter().filter(|(_, is_first)| *is_first == firsts).count()
    };
    let begins = attempts.iter().filter(|(_, is_first)| !is_first).map(|(then, _)| *then).step_by(7);
    let over = |from: Instant| {
        let earlier = from.checked_sub(ten).unwrap_or(from);
        #[expect(clippy::cast_precision_loss, reason = "there are thousands")]
        let over = count(from, from + ten, false) as f64 - 0.2 * count(earlier, from + ten, true) as f64;
        over
    };
    begins.map(over).fold(f64::MIN, f64::max)
}

fn spent(name: &str) -> usize {
    let is_it = |kind: &EventKind| matches!(kind, EventKind::BudgetSpent(spent) if &*spent.retry == name);
    dyno::events(0).iter().filter(|event| is_it(&event.kind)).count()
}

#[dyno::test(paused)]
async fn a_dead_service_is_asked_little_more_than_a_healthy_one() {
    let load = Load::default();
    for call in 0..6_000_u64 {
        load.call().await;
        // Bursts, and quiet times between.
        advance(Duration::from_millis(if call % 1_000 == 999 { 4_000 } else { call % 7 * 3 })).await;
    }
    let attempts = load.0.into_inner().unwrap();
    let over = worst(&attempts);
    assert!(over <= 10.0, "{over} retries more than a fifth of the calls in 10 s");
    let over = worst_ahead(&attempts);
    assert!(over <= 10.0, "{over} retries more than a fifth of the calls in 10 s and in those before");
    let totals = dead::metrics().totals;
    assert_eq!(totals.attempts.sum(), attempts.len() as u64);
    assert_eq!(totals.retries, totals.attempts.sum() - totals.started);
    assert!(totals.retries_refused > 4_000 && totals.retries_refused <= totals.calls.failure);
    assert!(totals.retries > 900, "{} retries are all that was used of the budget", totals.retries);
    let snapshot = dead::retry().snapshot();
    assert_eq!((snapshot.retries, snapshot.refused), (totals.retries, totals.retries_refused));
}

#[dyno::test(paused)]
async fn that_it_is_spent_is_told_once() {
    let load = Load::default();
    for _ in 0..3_000 {
        load.call().await;
        advance(Duration::from_millis(10)).await;
    }
    let name = dead::retry().name().to_owned();
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
async fn what_another_function_has_earned_is_worth_something_for_ten_seconds() {
    let (well, down) = (Service::failing(0), Service::failing(u32::MAX));
    (0..50).for_each(|_| _ = early(&well));
    advance(Duration::from_secs(8)).await;
    early(&Service::failing(1)).unwrap();
    assert_eq!(late::retry().snapshot().left, Some(10 + 10 - 1), "a fifth of 51, and the reserve");
    advance(Duration::from_secs(9)).await;
    // Of these 51 but the last is young enough, and so is its retry.
    late(&down).unwrap_err();
    assert_eq!(late::metrics().totals.retries, 10 - 1);
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
