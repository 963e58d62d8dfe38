use std::borrow::Cow;

use dyno::{Error, command};

type Sku = String;

#[command(pool)]
fn stock(sku: Sku) -> Result<usize, Error> {
    Ok(sku.len())
}

#[command(timeout = 60s, fallback = |_| Ok(0))]
fn count(sku: Cow<'static, str>) -> Result<usize, Error> {
    Ok(sku.len())
}

#[dyno::test]
fn what_is_owned_goes_to_a_thread() {
    assert_eq!(stock("rake".to_owned()).unwrap(), 4);
    assert_eq!(count("rake".into()).unwrap(), 4);
}
