use std::rc::Rc;

use dyno::{Error, command};

#[command(pool)]
fn stock(sku: Rc<str>) -> Result<usize, Error> {
    Ok(sku.len())
}

#[command(pool)]
fn lent(sku: u32) -> Result<Rc<u32>, Error> {
    Ok(Rc::new(sku))
}

fn main() {}
