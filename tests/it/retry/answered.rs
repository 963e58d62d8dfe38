//! All errors of a function whose type has no room for dyno's: its fallback answers for those.

use std::future::pending;

use dyno::{Cause, Compound, Error, command};

#[derive(Clone, Debug, PartialEq)]
struct Torn(u32);

type Returned = Result<Vec<Torn>, Compound<Torn>>;

fn told(cause: Cause<Compound<Torn>>) -> Returned {
    match cause {
        Cause::Own(errors) => Ok(errors.iter().cloned().collect()),
        Cause::Dyno(Error::Timeout { .. }) => Ok(vec![]),
        Cause::Dyno(error) => panic!("{error}"),
    }
}

#[command(retry(backoff = off), breaker, fallback = |cause| told(cause))]
fn here(asked: &mut u32) -> Returned {
    *asked += 1;
    Err(Torn(*asked))
}

#[command(attempt_timeout = 10ms, retry(backoff = off), fallback = |cause| told(cause))]
async fn later(hangs: &[u32], asked: &mut u32) -> Returned {
    *asked += 1;
    if hangs.contains(asked) {
        pending::<()>().await;
    }
    Err(Torn(*asked))
}

#[command(breaker, retry(backoff = off), ignore = |_| asked.is_some(), fallback = |cause| told(cause))]
fn ignored(asked: Option<u32>) -> Returned {
    Err(Torn(asked.unwrap_or_default()))
}

#[command(breaker, retry(backoff = off), fallback = |cause| told(cause))]
fn of_any<T: Clone>(item: T, made: &dyn Fn(T) -> Torn) -> Returned {
    Err(made(item))
}

#[command(breaker, cache(30s), retry(backoff = off), fallback = |cause| told(cause))]
fn kept(sku: u32) -> Returned {
    Err(Torn(sku))
}

#[dyno::test(paused)]
async fn a_fallback_is_told_its_own() {
    assert_eq!(here(&mut 0).unwrap(), [Torn(1), Torn(2), Torn(3)]);
    assert_eq!(of_any(7_u32, &Torn).unwrap(), [Torn(7), Torn(7), Torn(7)]);
    assert_eq!(later(&[], &mut 0).await.unwrap(), [Torn(1), Torn(2), Torn(3)]);
    assert_eq!(ignored(None).unwrap().len(), 3);
    assert_eq!(ignored(Some(7)).unwrap_err().len(), 1);
    assert_eq!(kept(7).unwrap(), [Torn(7), Torn(7), Torn(7)]);
}

#[dyno::test(paused)]
async fn those_of_dyno_are_left_out_or_the_last() {
    assert_eq!(later(&[1], &mut 0).await.unwrap(), [Torn(2), Torn(3)]);
    assert_eq!(later(&[3], &mut 0).await.unwrap(), [], "it is told of a timeout");
}
