use std::time::Duration;

use dyno::{Error, cache};

#[derive(Clone)]
struct Token {
    secret: String,
    ttl: Duration,
}

#[cache(ttl_of = |_: &u32| Duration::from_secs(5))]
fn no_time(sku: u32) -> u32 {
    sku
}

#[cache(ttl_of = |left: &u32| Duration::from_secs(u64::from(*left)))]
fn another_value(sku: u32) -> u32 {
    sku
}

#[cache(ttl_of = |left: &u32| (*left == 0).then_some(Duration::from_secs(5)))]
fn all_that_is_returned(sku: u32) -> Result<u32, Error> {
    Ok(sku)
}

#[cache(ttl_of = |token| token.ttl)]
async fn no_such_field(sku: u32) -> Token {
    Token { secret: sku.to_string(), ttl: Duration::from_secs(5) }
}

#[cache(ttl_of = |token: &Token| token.ttl)]
fn two_arguments(sku: u32) -> Token {
    Token { secret: sku.to_string(), ttl: Duration::from_secs(5) }
}

#[cache(5s)]
fn no_question(sku: u32) -> Token {
    Token { secret: sku.to_string(), ttl: Duration::from_secs(5) }
}
