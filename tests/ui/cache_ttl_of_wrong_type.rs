use dyno::{Error, cache};

#[derive(Clone)]
struct Token {
    secret: String,
}

#[cache(ttl_of = |left: &u32| 5)]
fn no_time(sku: u32) -> u32 {
    sku
}

#[cache(ttl_of = |left: &String| left.len())]
fn another_value(sku: u32) -> u32 {
    sku
}

#[cache(ttl_of = |returned: &Result<u32, Error>| returned.is_ok())]
fn all_that_is_returned(sku: u32) -> Result<u32, Error> {
    Ok(sku)
}

#[cache(ttl_of = |token| token.ttl)]
async fn no_such_field(sku: u32) -> Token {
    Token { secret: sku.to_string() }
}

#[cache(ttl_of = |token: &Token, sku: u32| 5s)]
fn two_arguments(sku: u32) -> Token {
    Token { secret: sku.to_string() }
}

#[cache(ttl_of = 5s)]
fn no_question(sku: u32) -> Token {
    Token { secret: sku.to_string() }
}

fn main() {}
