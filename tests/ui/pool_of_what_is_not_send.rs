use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use dyno::{Error, command, pool, retry, timeout};

struct Sku(Rc<str>);

#[command(pool)]
fn stock(sku: Sku) -> Result<usize, Error> {
    Ok(sku.0.len())
}

#[timeout(2s)]
fn price((sku, tax): (Rc<str>, usize)) -> Result<usize, Error> {
    Ok(sku.len() + tax)
}

#[pool]
#[retry]
fn sold(_sku: Rc<str>) -> Result<usize, Error> {
    Ok(7)
}

#[command(pool, fallback = 7)]
fn ruled(rule: Box<dyn Fn(u32) -> u32>) -> u32 {
    rule(8)
}

#[command(pool)]
fn named(sku: impl AsRef<str>) -> Result<usize, Error> {
    Ok(sku.as_ref().len())
}

struct Shop(RefCell<u8>);

impl Shop {
    #[command(pool)]
    fn left(self: Arc<Self>) -> Result<u8, Error> {
        Ok(*self.0.borrow())
    }

    #[command(pool, handle = false)]
    fn count<T: Into<u8>>(shelf: T) -> Result<u8, Error> {
        Ok(shelf.into())
    }
}

fn main() {
    drop(stock::command(Sku("rake".into())).submit());
}
