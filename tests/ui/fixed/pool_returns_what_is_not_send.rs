use std::fmt::Display;
use std::sync::Arc;

use dyno::{Error, command, timeout};

#[command(pool)]
fn lent(sku: u32) -> Result<Arc<u32>, Error> {
    Ok(Arc::new(sku))
}

#[timeout(60s)]
fn shown(sku: u32) -> Result<impl Display, Error> {
    Ok(Arc::new(sku))
}

#[command(pool, retry, fallback = |_| Arc::new(7))]
fn kept(sku: u32) -> Arc<u32> {
    Arc::new(sku)
}

struct Shop;

impl Shop {
    #[command(pool, handle = false)]
    fn opened(name: &'static str) -> Result<Box<dyn Display + Send>, Error> {
        Ok(Box::new(name))
    }
}

#[dyno::test]
fn what_is_send_comes_back_from_a_thread() {
    assert_eq!(*lent::command(7).submit().result().unwrap(), 7);
    assert_eq!(shown(7).unwrap().to_string(), "7");
    assert_eq!(*kept(8), 8);
    assert_eq!(Shop::opened("rakes").unwrap().to_string(), "rakes");
}
