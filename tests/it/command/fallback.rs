//! Fallbacks in their three forms, what they see, and what they cost.

use std::cell::Cell;
use std::future::pending;
use std::panic::catch_unwind;

use dyno::{Cause, Error, command};
use tokio::task::yield_now;

use super::{Failed, poll_times};

#[command(fallback = doubled)]
fn path(number: u32, good: bool) -> Result<u32, Failed> {
    if good { Ok(number) } else { Err(Failed::Down) }
}

fn doubled(number: u32, _good: bool) -> Result<u32, Failed> {
    if number == 0 { Err(Failed::Unknown) } else { Ok(number * 2) }
}

#[dyno::test]
fn a_path_is_called_with_the_same_arguments() {
    assert_eq!(path(4, true).unwrap(), 4);
    assert_eq!(path(4, false).unwrap(), 8);
    assert!(matches!(path(0, false), Err(Failed::Unknown)));
    let totals = path::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.failure), (1, 2), "the outcome stays what it was");
    assert_eq!((totals.fallback_success, totals.fallback_failure), (1, 1));
}

struct Route<T>(T);

#[command(fallback = |_| Ok(format!("{id} of {}", section.len())))]
async fn taken_apart(
    Route(id): Route<u32>,
    Route((section, _lock)): Route<(String, Failed)>,
) -> Result<String, Failed> {
    yield_now().await;
    if id == 0 { Ok(section) } else { Err(Failed::Down) }
}

#[dyno::test]
async fn a_closure_clones_only_the_part_that_it_names() {
    let section = || Route(("news".to_owned(), Failed::Down));
    assert_eq!(taken_apart(Route(0), section()).await.unwrap(), "news");
    assert_eq!(taken_apart(Route(3), section()).await.unwrap(), "3 of 4");
}

#[command(timeout = 1s, fallback = remembered)]
async fn awaited(name: String) -> Result<String, Failed> {
    pending::<()>().await;
    Ok(name)
}

async fn remembered(name: String) -> Result<String, Failed> {
    yield_now().await;
    Ok(name + " from memory")
}

#[dyno::test(paused)]
async fn a_fallback_may_be_async() {
    assert_eq!(awaited("stock".to_owned()).await.unwrap(), "stock from memory");
}

#[command(timeout = 1s, breaker = "closure", fallback = |cause| match cause {
    Cause::Own(error) => Err(error),
    Cause::Dyno(Error::Timeout { .. }) => Ok(format!("{name}: late")),
    Cause::Dyno(error) => Ok(format!("{name}: {}", error.is_rejection())),
})]
async fn closure(name: &str, hangs: bool) -> Result<String, Failed> {
    if hangs {
        pending::<()>().await;
    }
    Err(Failed::Down)
}

#[dyno::test(paused)]
async fn a_closure_sees_the_cause_and_the_arguments() {
    assert!(matches!(closure("a", false).await, Err(Failed::Down)));
    assert_eq!(closure("b", true).await.unwrap(), "b: late");
    closure::breaker().trip().unwrap();
    assert_eq!(closure("c", true).await.unwrap(), "c: true");
}

#[command(fallback = |_| other(number).await)]
async fn awaits_in_place(number: u32) -> Result<u32, Failed> {
    Err(Failed::Down)
}

async fn other(number: u32) -> Result<u32, Failed> {
    yield_now().await;
    Ok(number + 1)
}

#[dyno::test]
async fn a_closure_may_await_in_place() {
    assert_eq!(awaits_in_place(1).await.unwrap(), 2);
}

#[command(fallback = 0)]
fn count(good: bool) -> Result<u32, Failed> {
    if good { Ok(5) } else { Err(Failed::Down) }
}

#[command(failure_if = Option::is_none, fallback = "nobody")]
fn name(known: bool) -> Option<&'static str> {
    known.then_some("somebody")
}

#[command(fallback = "nobody")]
fn owned_name(known: bool) -> Result<String, Failed> {
    if known { Ok("somebody".to_owned()) } else { Err(Failed::Unknown) }
}

#[command(failure_if = |number: &i32| *number > 9, fallback = -1)]
fn plain(number: i32) -> i32 {
    number
}

#[dyno::test]
fn a_literal_is_wrapped_as_the_return_type_needs() {
    assert_eq!((count(true).unwrap(), count(false).unwrap()), (5, 0));
    assert_eq!((name(true), name(false)), (Some("somebody"), Some("nobody")));
    assert_eq!((owned_name(true).unwrap().as_str(), owned_name(false).unwrap().as_str()), ("somebody", "nobody"));
    assert_eq!((plain(9), plain(10)), (9, -1));
}

#[command(failure_if = |result: &Result<u32, Failed>| matches!(result, Ok(9)), fallback = |cause| match cause {
    Cause::Dyno(Error::Judged { .. }) => Ok(1),
    _ => Ok(2),
})]
fn judged(number: u32) -> Result<u32, Failed> {
    Ok(number)
}

#[dyno::test]
fn a_judged_value_reaches_the_fallback_as_dynos_error() {
    assert_eq!([judged(3).unwrap(), judged(9).unwrap()], [3, 1]);
}

#[command(ignore = |error: &Failed| matches!(error, Failed::Unknown), fallback = 0)]
fn ignores(known: bool) -> Result<u32, Failed> {
    if known { Err(Failed::Down) } else { Err(Failed::Unknown) }
}

#[dyno::test]
fn an_ignored_error_gets_no_fallback() {
    assert_eq!(ignores(true).unwrap(), 0);
    assert!(matches!(ignores(false), Err(Failed::Unknown)));
    assert_eq!(ignores::metrics().totals.fallback_success, 1);
}

#[command(fallback = 0)]
fn panics() -> Result<u32, Failed> {
    panic!("the body")
}

#[command(fallback = |_| panic!("the fallback"))]
fn panics_in_fallback() -> Result<u32, Failed> {
    Err(Failed::Down)
}

#[dyno::test]
fn panics_go_on() {
    assert!(catch_unwind(panics).is_err());
    let totals = panics::metrics().totals;
    assert_eq!((totals.calls.panicked, totals.fallback_success + totals.fallback_failure), (1, 0));

    assert!(catch_unwind(panics_in_fallback).is_err());
    let metrics = panics_in_fallback::metrics();
    assert_eq!((metrics.totals.calls.failure, metrics.totals.fallback_failure, metrics.in_flight), (1, 1, 0));
}

#[command(fallback = |_| pending().await)]
async fn hangs_in_fallback() -> Result<u32, Failed> {
    Err(Failed::Down)
}

#[dyno::test]
async fn a_call_dropped_in_its_fallback_keeps_its_outcome() {
    assert!(poll_times(hangs_in_fallback(), 3).is_none());
    let metrics = hangs_in_fallback::metrics();
    assert_eq!((metrics.totals.calls.failure, metrics.totals.fallback_failure, metrics.in_flight), (1, 1, 0));
}

thread_local! {
    static CLONES: Cell<u32> = const { Cell::new(0) };
}

#[derive(Debug)]
struct Counted;

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.set(CLONES.get() + 1);
        Self
    }
}

#[command(breaker = "costs", fallback = spare)]
fn costs_a_clone(value: Counted, good: bool) -> Result<u32, Failed> {
    let Counted = value;
    if good { Ok(1) } else { Err(Failed::Down) }
}

fn spare(_value: Counted, _good: bool) -> Result<u32, Failed> {
    Ok(2)
}

#[command(breaker = "costs", fallback = |_| Ok(2))]
fn costs_nothing(value: Counted, good: bool) -> Result<u32, Failed> {
    let Counted = value;
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[command(breaker = "costs", fallback = borrowed_spare)]
fn borrows(value: &Counted) -> Result<u32, Failed> {
    let _ = value;
    Err(Failed::Down)
}

fn borrowed_spare(_value: &Counted) -> Result<u32, Failed> {
    Ok(2)
}

#[dyno::test]
fn an_argument_is_cloned_only_for_a_fallback_that_names_it_and_after_admission() {
    let clones = |call: &dyn Fn()| {
        CLONES.set(0);
        call();
        CLONES.get()
    };
    assert_eq!(clones(&|| assert_eq!(costs_a_clone(Counted, false).unwrap(), 2)), 1);
    assert_eq!(clones(&|| assert_eq!(costs_nothing(Counted, false).unwrap(), 2)), 0);
    assert_eq!(clones(&|| assert_eq!(borrows(&Counted).unwrap(), 2)), 0);
    dyno::breaker("costs").unwrap().force_open("test", None);
    assert_eq!(clones(&|| assert_eq!(costs_a_clone(Counted, true).unwrap(), 2)), 0);
}
