use std::time::Duration;

use dyno::{Error, command};

#[command(pool)]
fn count() -> Result<u32, Error> {
    Ok(7)
}

#[command(breaker, pool, fallback = 0)]
fn stock() -> Result<u32, Error> {
    Ok(7)
}

#[dyno::test]
fn its_body_has_a_pool() {
    assert_eq!(count::command().timeout(Duration::from_secs(60)).submit().result().unwrap(), 7);
    assert_eq!(stock::command().without_fallback().submit().result().unwrap(), 7);
    assert_eq!(stock::command().timeout(None).without_fallback().submit().result().unwrap(), 7);
    assert_eq!(stock::command().without_fallback().timeout(None).submit().result().unwrap(), 7);
}
