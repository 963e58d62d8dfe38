//! A built command that retries does what an annotated one does.

use std::cell::Cell;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::time::Duration;

use dyno::{
    Backoff, BreakerState, Cause, Command, Compound, Error, Jitter, RateLimit, RetryAfter, RetryBuilder, SettingsError,
};
use tokio::time::Instant;

use super::built;
use crate::command::{is_timeout, pending_once, poll_times};
use crate::retry::{Failed, Service};

const SECOND: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(10);

/// Waits the same time each time.
fn steady(retry: RetryBuilder) -> RetryBuilder {
    retry.backoff(Backoff::fixed(PAUSE)).jitter(Jitter::None)
}

/// Does not wait at all.
fn at_once(retry: RetryBuilder) -> RetryBuilder {
    retry.backoff(Backoff::fixed(Duration::ZERO))
}

fn counted(stock: &Command) -> (u64, u64, u64, u64) {
    let totals = stock.snapshot().totals;
    (totals.started, totals.attempts.sum(), totals.retries, totals.retries_refused)
}

#[dyno::test]
fn what_blocks_is_attempted_again_wherever_it_runs() {
    let stock = built(Command::builder("again").retry(at_once).pool(|pool| pool.threads(2)));
    let asked = |fails| Arc::new(Service::failing(fails));
    let (here, apart, sent) = (asked(2), asked(2), asked(1));
    assert_eq!(stock.call_here(|| here.ask()), Ok(3));
    let service = apart.clone();
    assert_eq!(stock.call(move || service.ask()), Ok(3));
    let service = sent.clone();
    assert_eq!(stock.submit_blocking(move || service.ask()).result(), Ok(2));
    assert_eq!(stock.call_here(|| asked(9).ask()), Err(Failed::Busy), "the last error");
    assert_eq!(counted(&stock), (4, 3 + 3 + 2 + 3, 2 + 2 + 1 + 2, 0));
}

#[dyno::test(paused)]
async fn what_awaits_is_attempted_again_after_a_pause() {
    let stock = built(Command::builder("later").retry(steady));
    let (service, began) = (Arc::new(Service::failing(2)), Instant::now());
    assert_eq!(stock.call_async(|| async { service.ask() }).await, Ok(3));
    assert_eq!(began.elapsed(), 2 * PAUSE);
    let (service, name) = (Arc::new(Service::failing(2)), String::from("rake"));
    // It uses up what it has captured: each attempt has a copy.
    let task = stock.submit(move || async move {
        let service: Arc<Service> = service;
        drop(name);
        service.ask()
    });
    assert_eq!(task.await, Ok(3));
    assert_eq!(counted(&stock), (2, 6, 4, 0));
    let snapshot = dyno::retry("later").unwrap().snapshot();
    assert_eq!((snapshot.retries, snapshot.refused), (4, 0));
}

#[dyno::test]
async fn what_cannot_be_had_twice_is_attempted_once() {
    let stock = built(Command::builder("once").retry(at_once).breaker(|breaker| breaker));
    let service = Service::failing(9);
    assert_eq!(stock.call_async(async { service.ask() }).await, Err(Failed::Busy));
    let (_sender, receiver) = channel::<()>();
    let once = stock.prepare_once(|| {
        drop(receiver);
        service.ask()
    });
    assert_eq!(once.call_here(), Err(Failed::Busy));
    assert_eq!((service.asked(), counted(&stock)), (2, (2, 2, 0, 0)));
    // Nothing was had yet where it was turned away.
    let service = Service::failing(0);
    dyno::breaker("once").unwrap().force_open("for a moment", None);
    let refused = stock
        .prepare_async(async { service.ask() })
        .on(|cause: &Cause<Failed>| {
            dyno::breaker("once").unwrap().reset();
            matches!(cause, Cause::Dyno(Error::Open { .. }))
        })
        .call();
    assert_eq!(refused.await, Ok(1));
}

#[dyno::test]
fn what_borrows_mutably_is_called_again() {
    let stock = built(Command::builder("borrows").retry(at_once));
    let mut asked = Vec::new();
    let left = stock.call_here(|| {
        asked.push("asked");
        if asked.len() < 3 { Err(Failed::Busy) } else { Ok(asked.len()) }
    });
    assert_eq!((left, asked.len()), (Ok(3), 3));
    let answered = stock
        .prepare_here(|| {
            asked.push("again");
            Err::<u32, _>(Failed::Gone)
        })
        .on(|error: &Failed| *error == Failed::Busy)
        .fallback(|_| Ok(7));
    assert_eq!(answered.call_here(), Ok(7));
    assert_eq!(asked.len(), 4);
}

#[derive(Debug, Default)]
struct Copied(Arc<AtomicU32>);

impl Clone for Copied {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Relaxed);
        Self(self.0.clone())
    }
}

#[dyno::test]
async fn nothing_is_copied_without_a_retry() {
    let (plain, retried) = (built(Command::builder("plain")), built(Command::builder("copies").retry(at_once)));
    let copies = Arc::new(AtomicU32::new(0));
    let work = |copied: Copied| {
        move || {
            let Copied(copies) = &copied;
            if copies.load(Relaxed) == 0 { Ok(7) } else { Err(Failed::Busy) }
        }
    };
    assert_eq!(plain.call(work(Copied(copies.clone()))), Ok(7));
    let copied = Copied(copies.clone());
    let awaits = move || async move {
        let copied = copied;
        work(copied)()
    };
    assert_eq!(plain.call_async(awaits).await, Ok(7));
    assert_eq!(copies.load(Relaxed), 0);
    assert_eq!(retried.call(work(Copied(copies.clone()))), Err(Failed::Busy));
    assert_eq!(copies.load(Relaxed), 3, "one for each attempt");
}

#[dyno::test]
fn the_call_says_what_is_worth_another_attempt() {
    let stock = built(Command::builder("choosy").retry(|retry| at_once(retry).n(5)));
    let attempts = |by: &dyn Fn()| {
        let before = stock.snapshot().totals.attempts.sum();
        by();
        stock.snapshot().totals.attempts.sum() - before
    };
    let busy = || Err::<u32, _>(Failed::Busy);
    let gone = |error: &Failed| *error == Failed::Gone;
    assert_eq!(attempts(&|| _ = stock.prepare(busy).on(gone).call_here()), 1);
    let own = |cause: &Cause<Failed>| matches!(cause, Cause::Own(Failed::Busy));
    assert_eq!(attempts(&|| _ = stock.prepare(busy).on(own).call_here()), 5);
    let empty = |returned: &Result<u32, Failed>| *returned == Ok(0);
    let none = || Ok::<_, Failed>(0);
    assert_eq!(attempts(&|| _ = stock.prepare(none).failure_if(empty).on(empty).call_here()), 5);
    assert_eq!(attempts(&|| _ = stock.prepare(busy).ignore(|_| true).call_here()), 1, "that is no failure");
}

#[dyno::test(paused)]
async fn the_call_or_its_error_says_how_long_to_wait() {
    let stock = built(Command::builder("waits").retry(|retry| steady(retry).n(3).budget(None)));
    let busy = || stock.prepare_async(|| async { Err::<u32, _>(Failed::Busy) });
    let began = Instant::now();
    let _ = busy().call().await;
    assert_eq!(began.elapsed(), 2 * PAUSE, "as it is set");
    let began = Instant::now();
    let _ = busy().backoff(|attempt, _| SECOND * attempt).call().await;
    assert_eq!(began.elapsed(), 3 * SECOND, "and not what is set");
    let began = Instant::now();
    let told = busy().retry_after(|error| (*error == Failed::Busy).then_some(5 * SECOND));
    let _ = told.backoff(|attempt, _| SECOND * attempt).call().await;
    assert_eq!(began.elapsed(), 10 * SECOND);
    let began = Instant::now();
    let limit = RateLimit::builder("knows when").limit(1, SECOND).build().unwrap();
    limit.try_acquire().unwrap();
    let early = || async { limit.try_acquire().map(|()| 7) };
    assert!(stock.prepare_async(early).retry_after(RetryAfter::retry_after).call().await.is_ok());
    assert!(began.elapsed() + PAUSE >= SECOND, "{:?}", began.elapsed());
}

#[dyno::test(paused)]
async fn all_errors_come_out_where_that_is_asked_for() {
    let stock = built(Command::builder("compound").attempt_timeout(SECOND).retry(steady));
    let asked = Cell::new(0);
    let mixed = || async {
        asked.set(asked.get() + 1);
        if asked.get() == 2 { pending().await } else { Err::<u32, _>(Failed::Busy) }
    };
    let errors: Compound<Failed> = stock.prepare_async(mixed).all_errors().call().await.unwrap_err();
    assert!(
        matches!(errors.iter().collect::<Vec<_>>()[..], [Failed::Busy, Failed::Guard(_), Failed::Busy]),
        "{errors:?}"
    );
    let answered = stock.prepare(|| Err::<usize, _>(Failed::Gone)).all_errors().fallback(|cause| match cause {
        Cause::Own(errors) => Ok(errors.len()),
        Cause::Dyno(_) => Ok(0),
    });
    assert_eq!(answered.call_here().unwrap(), 3);
    let sent = stock.prepare_async(|| async { Err::<u32, _>(Failed::Gone) }).all_errors().submit();
    assert_eq!(sent.await.unwrap_err().len(), 3);
    let asked_again = Cell::new(0);
    let empty_first = || async {
        asked_again.set(asked_again.get() + 1);
        if asked_again.get() < 3 { Ok(0) } else { Err::<u32, _>(Failed::Gone) }
    };
    let judged = stock.prepare_async(empty_first).failure_if(|it| !matches!(it, Ok(1..))).all_errors().call().await;
    let errors = judged.unwrap_err();
    assert!(matches!(errors.first(), Failed::Guard(Error::Judged { .. })), "{errors:?}");
    assert_eq!((errors.len(), errors.last()), (3, &Failed::Gone));
    let last = stock.prepare_async(mixed).call().await;
    assert_eq!(last, Err(Failed::Busy));
}

#[dyno::test(paused)]
async fn a_deadline_is_that_of_all_attempts() {
    let builder = Command::builder("limited again").timeout(SECOND).attempt_timeout(SECOND * 2 / 5);
    let stock = built(builder.retry(|retry| steady(retry).n(9)));
    let began = Instant::now();
    let late = stock.call_async(pending::<Result<u32, Failed>>).await;
    assert!(matches!(late, Err(Failed::Guard(Error::Timeout { .. }))), "{late:?}");
    assert_eq!(began.elapsed(), SECOND);
    assert_eq!(counted(&stock), (1, 3, 2, 0));
}

#[dyno::test]
fn a_body_that_hangs_on_its_pool_is_not_in_the_way_of_the_next() {
    let stock = built(
        Command::builder("hangs on a pool")
            .attempt_timeout(Duration::from_millis(50))
            .retry(|retry| at_once(retry).n(9))
            .pool(|pool| pool.threads(9)),
    );
    let (hangs, asked) = (Arc::new(std::sync::Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    let (gate, count) = (hangs.clone(), asked.clone());
    let left = stock.call(move || {
        if count.fetch_add(1, Relaxed) == 0 {
            gate.wait();
        }
        Ok::<_, Failed>(7)
    });
    assert_eq!(left, Ok(7));
    // On a machine that is busy others may be late as well.
    let attempts = stock.snapshot().totals.attempts;
    assert!(attempts.timeout >= 1 && attempts.success == 1 && asked.load(Relaxed) >= 2, "{attempts:?}");
    hangs.wait();
}

#[dyno::test]
fn a_budget_is_shared_by_name() {
    let share = |name| built(Command::builder(name).retry_named("a budget of both", |retry| at_once(retry).n(9)));
    let (one, two) = (share("first of both"), share("second of both"));
    let gone = || Err::<u32, _>(Failed::Gone);
    let _ = (one.call_here(gone), two.call_here(gone));
    assert_eq!((counted(&one), counted(&two)), ((1, 9, 8, 0), (1, 3, 2, 1)));
    assert!(dyno::why("a budget of both").unwrap().contains("allowed 10 and refused 1"));
    let by_name = built(Command::builder("third of both").retry_named("a budget of both", |retry| retry));
    assert_eq!(by_name.snapshot().retry.as_deref(), Some("a budget of both"));
    let _ = by_name.call_here(gone);
    assert_eq!(counted(&by_name), (1, 1, 0, 1));
}

#[dyno::test(paused)]
async fn between_attempts_it_can_be_cancelled() {
    let stock = built(Command::builder("cancelled between").retry(|retry| retry.backoff(Backoff::fixed(SECOND))));
    let service = Arc::new(Service::failing(9));
    let asked = service.clone();
    let task = stock.submit(move || async move { asked.ask() });
    while service.asked() == 0 {
        tokio::task::yield_now().await;
    }
    task.cancel("no more");
    assert!(matches!(task.await, Err(Failed::Guard(Error::Cancelled { .. }))));
    let totals = stock.snapshot().totals;
    assert_eq!((service.asked(), totals.calls.cancelled, totals.attempts.failure), (1, 1, 1));
    let mut waits = Box::pin(stock.call_async(|| async {
        pending_once().await;
        Err::<u32, _>(Failed::Busy)
    }));
    assert!(poll_times(waits.as_mut(), 2).is_none());
    drop(waits);
    let snapshot = stock.snapshot();
    assert_eq!((snapshot.totals.calls.cancelled, snapshot.in_flight), (2, 0));
}

#[dyno::test]
fn an_open_breaker_ends_the_attempts() {
    let stock = built(
        Command::builder("opens").retry(|retry| at_once(retry).n(9)).breaker(|it| it.consecutive(3).min_calls(3)),
    );
    let service = Service::failing(99);
    let refused = stock.call_here(|| service.ask());
    assert!(matches!(refused, Err(Failed::Guard(Error::Open { .. }))), "{refused:?}");
    assert_eq!((service.asked(), dyno::breaker("opens").unwrap().state()), (3, BreakerState::Open));
}

#[dyno::test]
fn retries_do_not_multiply() {
    let outer = built(Command::builder("outer retry").retry(at_once));
    let inner = built(Command::builder("inner retry").retry(at_once));
    let service = Service::failing(99);
    assert_eq!(outer.call_here(|| inner.call_here(|| service.ask())), Err(Failed::Busy));
    assert_eq!(service.asked(), 3);
}

#[dyno::test]
fn the_plan_has_what_the_builder_and_the_calls_say() {
    let stock = built(Command::builder("retry in the plan").retry(|retry| retry.n(5).backoff(PAUSE)));
    let text = stock.plan().to_string();
    let line = |text: &str, start: &str| text.lines().find(|line| line.contains(start)).unwrap_or_default().to_owned();
    assert!(text.contains(r#"1. retry "retry in the plan""#), "{text}");
    assert!(line(&text, "n = 5").contains("builder at ") && line(&text, "jitter = full").contains("default"), "{text}");
    assert!(!text.contains("on = "), "{text}");
    let _ = stock.prepare(|| Ok::<_, Failed>(1)).on(|error: &Failed| *error == Failed::Busy).call_here();
    let said = line!() - 1;
    let text = stock.plan().to_string();
    assert!(line(&text, "on = |error| ..").contains(&format!("retry.rs:{said}")), "{text}");
    let why = dyno::why("retry in the plan").unwrap();
    assert!(why.ends_with("its retry is `retry in the plan`, with 1.00 attempts a call"), "{why}");
}

#[dyno::test]
fn other_settings_under_its_name_are_refused() {
    let build = |n| Command::builder("one retry").retry(|retry| retry.n(n)).build();
    let _living = build(4).unwrap();
    assert!(build(4).is_ok());
    assert!(matches!(build(5), Err(SettingsError::Conflict { .. })));
    assert!(Command::builder("one retry").timeout(SECOND).build().is_err());
    let zero = Command::builder("no attempt").retry(|retry| retry.n(0)).build();
    assert!(matches!(zero, Err(SettingsError::OutOfRange { setting: "n", .. })), "{zero:?}");
    dyno::retry("one retry").unwrap().configure(|settings| settings.n = 1).unwrap();
    let service = Service::failing(9);
    assert!(build(4).unwrap().call_here(|| service.ask()).is_err() && service.asked() == 1);
}

#[dyno::test(paused)]
async fn a_limit_for_once_is_that_of_all_attempts() {
    let stock = built(Command::builder("limited for once and again").attempt_timeout(SECOND).retry(steady));
    let began = Instant::now();
    let hangs = stock.prepare_async(pending::<Result<u32, crate::command::Failed>>);
    assert!(is_timeout(&hangs.timeout(SECOND * 3 / 2).call().await));
    assert_eq!(began.elapsed(), SECOND * 3 / 2);
}
