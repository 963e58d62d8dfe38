use std::borrow::Cow;

use dyno::{Error, command};

type Sku<'a> = &'a str;

#[command(pool)]
fn stock(sku: Sku) -> Result<usize, Error> {
    Ok(sku.len())
}

#[command(timeout = 2s, fallback = |_| Ok(0))]
fn count(sku: Cow<str>) -> Result<usize, Error> {
    Ok(sku.len())
}

fn main() {}
