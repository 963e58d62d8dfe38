use std::sync::{Arc, Mutex};

use dyno::{Error, command, pool, retry, timeout};

struct Sku(Arc<str>);

#[command(pool)]
fn stock(sku: Sku) -> Result<usize, Error> {
    Ok(sku.0.len())
}

#[timeout(60s)]
fn price((sku, tax): (Arc<str>, usize)) -> Result<usize, Error> {
    Ok(sku.len() + tax)
}

#[pool]
#[retry]
fn sold(_sku: Arc<str>) -> Result<usize, Error> {
    Ok(7)
}

#[command(pool, fallback = 7)]
fn ruled(rule: Box<dyn Fn(u32) -> u32 + Send>) -> u32 {
    rule(8)
}

#[command(pool)]
fn named(sku: impl AsRef<str> + Send + 'static) -> Result<usize, Error> {
    Ok(sku.as_ref().len())
}

struct Shop(Mutex<u8>);

impl Shop {
    #[command(pool)]
    fn left(self: Arc<Self>) -> Result<u8, Error> {
        Ok(*self.0.lock().unwrap())
    }

    #[command(pool, handle = false)]
    fn count<T: Into<u8> + Send + 'static>(shelf: T) -> Result<u8, Error> {
        Ok(shelf.into())
    }
}

#[dyno::test]
fn what_is_send_goes_to_a_thread() {
    assert_eq!(stock::command(Sku("rake".into())).submit().result().unwrap(), 4);
    assert_eq!(price(("rake".into(), 3)).unwrap(), 7);
    assert_eq!(sold("rake".into()).unwrap(), 7);
    assert_eq!(ruled(Box::new(|n| n + 1)), 9);
    assert_eq!(named("rake").unwrap(), 4);
    assert_eq!(Arc::new(Shop(Mutex::new(7))).left().unwrap(), 7);
    assert_eq!(Shop::count(7).unwrap(), 7);
}
