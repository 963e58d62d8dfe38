use std::fmt::Display;
use std::rc::Rc;

use dyno::{Error, command, timeout};

#[command(pool)]
fn lent(sku: u32) -> Result<Rc<u32>, Error> {
    Ok(Rc::new(sku))
}

#[timeout(2s)]
fn shown(sku: u32) -> Result<impl Display, Error> {
    Ok(Rc::new(sku))
}

#[command(pool, retry, fallback = |_| Rc::new(7))]
fn kept(sku: u32) -> Rc<u32> {
    Rc::new(sku)
}

struct Shop;

impl Shop {
    #[command(pool, handle = false)]
    fn opened(name: &'static str) -> Result<Box<dyn Display>, Error> {
        Ok(Box::new(name))
    }
}

fn main() {}
