//! Retries inside of retries.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Backoff, Command, Retry, RetryBuilder, Submit, command, retry};

use super::{Failed, Service};

#[retry(backoff = off, budget = off)]
async fn inner(service: &Service) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    service.ask()
}

#[retry(backoff = off, budget = off)]
async fn outer(service: &Service) -> Result<u32, Failed> {
    inner(service).await
}

#[retry(backoff = off, budget = off, nested = true)]
async fn stubborn(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[retry(backoff = off, budget = off)]
async fn outer_of_stubborn(service: &Service) -> Result<u32, Failed> {
    stubborn(service).await
}

async fn asked<F: Future<Output = Result<u32, Failed>>>(service: &Service, call: F) -> u32 {
    let before = service.asked();
    call.await.unwrap_err();
    service.asked() - before
}

#[dyno::test]
async fn the_inner_one_runs_once_in_each_attempt_of_the_outer() {
    let service = Service::failing(99);
    assert_eq!(asked(&service, outer(&service)).await, 3);
    assert_eq!(asked(&service, inner(&service)).await, 3, "by itself it is what it was");
    assert_eq!(asked(&service, outer_of_stubborn(&service)).await, 9);
}

#[dyno::test]
async fn what_runs_beside_it_is_not_inside() {
    let (service, beside) = (Service::failing(99), Service::failing(99));
    let (first, second) = tokio::join!(outer(&service), inner(&beside));
    assert!(first.is_err() && second.is_err());
    assert_eq!((service.asked(), beside.asked()), (3, 3));
}

#[retry(backoff = off)]
async fn sends_away(service: Arc<Service>) -> Result<u32, Failed> {
    tokio::spawn(async move { inner(&service).await }).await.expect("it does not panic")
}

#[command(retry(backoff = off, budget = off))]
async fn owned(service: Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[retry(backoff = off)]
async fn submits(service: Arc<Service>) -> Result<u32, Failed> {
    owned(service).submit().await
}

#[retry(backoff = off)]
async fn sends_to_a_thread(service: Arc<Service>) -> Result<u32, Failed> {
    tokio::task::spawn_blocking(move || plainly_outside(&service)).await.expect("it does not panic")
}

/// It may outlive the attempt.
#[dyno::test]
async fn what_is_sent_away_is_not_inside() {
    let service = Arc::new(Service::failing(99));
    assert_eq!(asked(&service, sends_away(service.clone())).await, 9);
    assert_eq!(asked(&service, submits(service.clone())).await, 9);
    assert_eq!(asked(&service, sends_to_a_thread(service.clone())).await, 9);
}

#[retry(backoff = off, n = 1)]
async fn once(service: &Service) -> Result<u32, Failed> {
    inner(service).await
}

#[dyno::test]
async fn an_outer_one_that_makes_no_second_attempt_leaves_it_to_the_inner() {
    let service = Service::failing(99);
    assert_eq!(asked(&service, once(&service)).await, 3);
    once::retry().configure(|settings| settings.n = 2).unwrap();
    assert_eq!(asked(&service, once(&service)).await, 2);
}

#[command(retry(backoff = off, budget = off), pool("inside"))]
fn inside_of_a_pool(service: Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry(backoff = off, budget = off), pool("outside"))]
fn pool_outside(service: Arc<Service>) -> Result<u32, Failed> {
    inside_of_a_pool(service)
}

#[retry(backoff = off, budget = off)]
fn plainly_outside(service: &Arc<Service>) -> Result<u32, Failed> {
    inside_of_a_pool(service.clone())
}

#[command(retry(backoff = off, budget = off), pool("inside"))]
fn same_pool(service: Arc<Service>) -> Result<u32, Failed> {
    inside_of_a_pool(service)
}

#[command(retry(backoff = off, budget = off, nested = true), pool("inside"))]
fn stubborn_in_a_pool(service: Arc<Service>) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry(backoff = off, budget = off), pool("outside"))]
fn outside_of_stubborn(service: Arc<Service>) -> Result<u32, Failed> {
    stubborn_in_a_pool(service)
}

#[dyno::test]
fn it_is_known_on_the_threads_of_a_pool() {
    let asked = |call: &dyn Fn(&Arc<Service>) -> Result<u32, Failed>| {
        let service = Arc::new(Service::failing(99));
        call(&service).unwrap_err();
        service.asked()
    };
    assert_eq!(asked(&|service| inside_of_a_pool(service.clone())), 3);
    assert_eq!(asked(&|service| pool_outside(service.clone())), 3);
    assert_eq!(asked(&|service| plainly_outside(service)), 3);
    assert_eq!(asked(&|service| same_pool(service.clone())), 3);
    assert_eq!(asked(&|service| outside_of_stubborn(service.clone())), 9);
    assert_eq!(asked(&|service| inside_of_a_pool(service.clone())), 3, "the threads are what they were");
}

#[retry(backoff = off)]
fn panics_inside(service: &Service) -> Result<u32, Failed> {
    service.ask().map_err(|_| panic!("the body's"))
}

#[dyno::test]
fn a_panic_inside_leaves_nothing_behind_on_the_thread() {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panics_inside(&Service::failing(9)))).unwrap_err();
    let service = Arc::new(Service::failing(99));
    plainly_outside(&service).unwrap_err();
    assert_eq!(service.asked(), 3);
    let service = Arc::new(Service::failing(99));
    inside_of_a_pool(service.clone()).unwrap_err();
    assert_eq!(service.asked(), 3);
}

#[dyno::test(paused)]
async fn what_a_closure_calls_before_its_future_is_inside_as_well() {
    let asked = Cell::new(0);
    let ask = || {
        asked.set(asked.get() + 1);
        Err::<u32, _>("busy".to_owned())
    };
    let none = |retry: RetryBuilder| retry.backoff(Backoff::Fixed(Duration::ZERO)).budget(None);
    let outer = none(Retry::builder("eager outer")).build().unwrap();
    let inner = Command::builder("eager inner").retry(none).build().unwrap();
    let eager = || {
        let returned = inner.call_here(ask);
        async move { returned }
    };
    assert!(outer.call_async(eager).await.is_err());
    assert_eq!(asked.get(), 3);
}

#[dyno::test(paused)]
async fn one_that_cannot_be_had_twice_leaves_it_to_the_inner() {
    let asked = Arc::new(AtomicU32::new(0));
    let built = |name| {
        let at_once = |retry: RetryBuilder| retry.backoff(Backoff::Fixed(Duration::ZERO)).budget(None);
        Command::builder(name).retry(at_once).build().unwrap()
    };
    let (outer, inner) = (built("outer once"), built("inner of once"));
    let counted = asked.clone();
    let fails = move || {
        inner.call_here(|| {
            counted.fetch_add(1, Relaxed);
            Err::<u32, _>(Failed::Busy)
        })
    };
    let attempts = || (outer.snapshot().totals.attempts.sum(), asked.swap(0, Relaxed));
    assert!(outer.call_async(async { fails() }).await.is_err());
    assert_eq!(attempts(), (1, 3), "a future");
    assert!(outer.prepare_once(&fails).call_here().is_err());
    assert_eq!(attempts(), (1 + 1, 3), "what is said to be there once");
    assert!(outer.prepare_once(fails.clone()).call().is_err());
    assert_eq!(attempts(), (1 + 1 + 1, 3), "on a pool as well");
    assert!(outer.call_async(|| async { fails() }).await.is_err() && outer.call_here(&fails).is_err());
    assert_eq!(attempts(), (3 + 3 + 3, 3 + 3), "what can be had again makes the attempts itself");
}
