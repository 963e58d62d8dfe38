use std::borrow::Cow;
use std::sync::Arc;

use dyno::{Error, command, timeout};

#[command(timeout = 2s)]
fn stock(sku: String, left: u32) -> Result<usize, Error> {
    Ok(sku.len() + left as usize)
}

struct Shop;

impl Shop {
    #[timeout(2s)]
    fn count(self: Arc<Self>) -> Result<u32, Error> {
        Ok(7)
    }

    #[command(pool, handle = false)]
    fn longest(name: &'static str) -> Result<&'static str, Error> {
        Ok(name)
    }

    #[command(pool, handle = false)]
    fn last(names: Option<&'static str>, shelf: (Cow<'static, str>, u8)) -> Result<bool, Error> {
        Ok(names == Some(&*shelf.0))
    }

    #[command(pool, handle = false)]
    fn first(choose: fn(&[String]) -> Option<&String>, names: Vec<String>) -> Result<String, Error> {
        Ok(choose(&names).cloned().unwrap_or_default())
    }
}

#[test]
fn what_is_owned_goes_to_a_thread() {
    assert_eq!(stock("rake".to_owned(), 3).unwrap(), 7);
    assert_eq!(Arc::new(Shop).count().unwrap(), 7);
    assert_eq!(Shop::longest("rake").unwrap(), "rake");
    assert!(Shop::last(Some("rake"), ("rake".into(), 7)).unwrap());
    assert_eq!(Shop::first(<[String]>::first, vec!["rake".to_owned()]).unwrap(), "rake");
}
