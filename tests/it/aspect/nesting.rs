//! It is outermost of all: the others see what the filters let in, and filters see what the others give.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use dyno::{Cause, Error, aspect, cache, command, fallback, retry};

#[derive(Clone, Debug, PartialEq)]
struct Failed;

impl From<Error> for Failed {
    fn from(_: Error) -> Self {
        Self
    }
}

static MADE: AtomicU32 = AtomicU32::new(0);
static TRIED: AtomicU32 = AtomicU32::new(0);

#[cache(key = id)]
#[aspect]
async fn cached(id: u32) -> u32 {
    MADE.fetch_add(1, Relaxed);
    id * 10
}

#[dyno::test]
async fn the_key_is_made_of_what_the_filters_let_in() {
    cached::aspect().push(|(id,), next| async move { next.call((id / 2,)).await + id });
    let got = [cached(4).await, cached(5).await, cached(6).await];
    assert_eq!((got, MADE.load(Relaxed)), ([24, 25, 36], 2));
    let counts = cached::metrics().totals.calls;
    assert_eq!(counts.success, 3);
}

#[aspect]
#[retry(n = 3, backoff = off)]
#[fallback(|cause| matches!(cause, Cause::Own(Failed)).then_some(id).ok_or(Failed))]
async fn hard(id: u32) -> Result<u32, Failed> {
    TRIED.fetch_add(1, Relaxed);
    if id < 100 { Err(Failed) } else { Ok(id) }
}

#[dyno::test]
async fn attempts_are_inside_and_the_fallback_as_well() {
    hard::aspect().push(|(id,), next| async move { next.call((id + 1,)).await.map(|id| id * 2) });
    assert_eq!((hard(1).await, TRIED.load(Relaxed)), (Ok(4), 3));
    assert_eq!((hard(99).await, TRIED.load(Relaxed)), (Ok(200), 4));
    let counts = hard::metrics().totals;
    assert_eq!((counts.started, counts.attempts.failure, counts.attempts.success), (2, 3, 1));
}

#[command(breaker("dead"), aspect = "dead", fallback = |_| Ok(0))]
fn dead(id: u32) -> Result<u32, Failed> {
    Ok(id)
}

#[dyno::test]
fn a_filter_sees_what_the_fallback_says() {
    dead::aspect().push(|args, next| next.call(args).map(|id| id + 1));
    assert_eq!(dead(1), Ok(2));
    dead::breaker().trip().unwrap();
    assert_eq!(dead(1), Ok(1));
}

#[dyno::test]
fn what_a_filter_answers_at_once_never_begins() {
    dead::aspect().push(|(id,), next| if id == 0 { Ok(7) } else { next.call((id,)) });
    dead::breaker().trip().unwrap();
    assert_eq!((dead(0), dead(1)), (Ok(7), Ok(0)));
    let counts = dead::metrics().totals;
    assert_eq!(counts.started, 1);
}

#[dyno::test]
fn what_a_filter_makes_of_it_is_not_judged() {
    dead::aspect().push(|args, next| next.call(args).and(Err(Failed)));
    assert_eq!((dead(1), dead::metrics().totals.calls.success), (Err(Failed), 1));
}
