use std::borrow::Cow;

use dyno::{Error, command, timeout};

#[command(timeout = 2s)]
fn stock(sku: &str, left: &mut u32) -> Result<usize, Error> {
    *left += 1;
    Ok(sku.len())
}

struct Shop;

impl Shop {
    #[timeout(2s)]
    fn count(&self) -> Result<u32, Error> {
        Ok(7)
    }

    #[command(pool, handle = false)]
    fn longest<'a>(name: &'a str) -> Result<&'a str, Error> {
        Ok(name)
    }

    #[command(pool, handle = false)]
    fn last(names: Option<&str>, shelf: (Cow<'_, str>, u8)) -> Result<bool, Error> {
        Ok(names == Some(&*shelf.0))
    }

    #[command(pool, handle = false)]
    fn first<'a>(names: Vec<&'a str>) -> Result<usize, Error> {
        Ok(names.len())
    }
}

fn main() {}
