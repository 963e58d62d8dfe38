//! Built commands whose calls take of the bucket of a key.

use std::time::Duration;

use dyno::{Command, Error};

use super::built;
use crate::command::Failed;

fn hourly(name: &str) -> Command {
    built(Command::builder(name).rate_limit(|limit| limit.limit(1, Duration::from_secs(3_600))))
}

fn is_limited<T>(result: &Result<T, Failed>) -> bool {
    matches!(result, Err(Failed::Guard(Error::RateLimited { .. })))
}

#[dyno::test]
async fn each_key_has_a_bucket_of_its_own() {
    let stock = hourly("by key");
    let (acme, beta) = (String::from("acme"), 7_u64);
    assert!(stock.prepare(|| Ok::<_, Failed>(1)).by(&acme).call_here().is_ok());
    assert!(is_limited(&stock.prepare(|| Ok::<_, Failed>(1)).by("acme").call_here()), "a `str` is its `String`");
    assert!(stock.prepare(|| Ok::<_, Failed>(1)).by(&beta).call().is_ok());
    assert!(is_limited(&stock.prepare_async(|| async { Ok::<_, Failed>(1) }).by(&beta).call().await));
    let task = stock.prepare_async(|| async { Ok::<_, Failed>(1) }).by("third").submit();
    assert!(task.await.is_ok());
    assert!(is_limited(&stock.prepare(|| Ok::<_, Failed>(1)).by("third").submit().await));
    assert!(stock.call_here(|| Ok::<_, Failed>(1)).is_ok(), "calls without a key share one");
    assert!(is_limited(&stock.call_here(|| Ok::<_, Failed>(1))));
    assert_eq!(dyno::rate_limit("by key").unwrap().snapshot().keys, 3);
    assert!(stock.plan().to_string().contains("by = &key"), "{}", stock.plan());
}

#[dyno::test]
fn without_a_limit_a_key_is_no_matter() {
    let stock = built(Command::builder("by no limit"));
    assert!(stock.prepare(|| Ok::<_, Failed>(1)).by("acme").call_here().is_ok());
}

#[dyno::test]
fn each_attempt_takes_a_turn_of_the_key() {
    let limit = |limit: dyno::RateLimitBuilder| limit.limit(2, Duration::from_secs(3_600)).burst(2);
    let stock = built(
        Command::builder("by key again")
            .rate_limit(limit)
            .retry(|retry| retry.n(9).backoff(dyno::Backoff::fixed(Duration::ZERO))),
    );
    let mut asked = 0;
    let refused = stock
        .prepare_here(|| {
            asked += 1;
            Err::<u32, _>(Failed::Down)
        })
        .by("acme")
        .call_here();
    assert!(is_limited(&refused), "{refused:?}");
    assert_eq!(asked, 2);
    assert!(stock.prepare(|| Ok::<_, Failed>(1)).by("beta").call_here().is_ok());
}
