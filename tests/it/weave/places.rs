//! Stacked attributes wherever a function can be, and on what macros write.

use std::sync::Arc;

use dyno::{breaker, command, fallback, timeout};

use crate::command::{Failed, is_open};

#[derive(Clone)]
struct Shelf(u8);

impl Shelf {
    #[timeout(60s)]
    #[fallback(|_| Ok(self.0 + 40))]
    #[breaker("weave: get")]
    async fn get(&self, label: String) -> Result<u8, Failed> {
        drop(label);
        Ok(self.0)
    }

    #[fallback(Self::put_alone)]
    #[breaker("weave: put")]
    fn put(&mut self, items: Vec<u8>) -> Result<usize, Failed> {
        self.0 += 1;
        Ok(items.len())
    }

    fn put_alone(&mut self, items: Vec<u8>) -> Result<usize, Failed> {
        Ok(items.into_iter().chain([self.0]).map(usize::from).sum())
    }

    #[breaker("weave: share")]
    #[timeout(60s)]
    async fn share(self: Arc<Self>) -> Result<u8, Failed> {
        Ok(self.0)
    }

    #[command(handle = false)]
    #[breaker("weave: count")]
    fn count<T>(items: &[T]) -> Result<usize, Failed> {
        Ok(items.len())
    }
}

trait Shop {
    async fn left(&self) -> Result<u8, Failed>;

    #[fallback(9)]
    #[breaker("weave: open")]
    fn open(&self) -> Result<u8, Failed> {
        Ok(1)
    }
}

impl Shop for Shelf {
    #[breaker("weave: left")]
    #[timeout(60s)]
    async fn left(&self) -> Result<u8, Failed> {
        Ok(self.0)
    }
}

#[dyno::test]
async fn methods() {
    let mut shelf = Shelf(3);
    assert_eq!((shelf.get(String::new()).await.unwrap(), shelf.put(vec![1]).unwrap()), (3, 1));
    assert_eq!((Arc::new(shelf.clone()).share().await.unwrap(), Shelf::count(&[1, 2]).unwrap()), (4, 2));
    assert_eq!((shelf.left().await.unwrap(), shelf.open().unwrap()), (4, 1));
    for name in ["get", "put", "share", "count", "left", "open"] {
        dyno::breaker(&format!("weave: {name}")).expect("it is declared").trip().unwrap();
    }
    assert_eq!((shelf.get(String::new()).await.unwrap(), shelf.put(vec![1]).unwrap()), (44, 5));
    assert!(is_open(&Arc::new(shelf.clone()).share().await) && is_open(&Shelf::count(&[1, 2])));
    assert!(is_open(&shelf.left().await));
    assert_eq!(shelf.open().unwrap(), 9);
}

macro_rules! stacked {
    ($(#[$attribute:meta])* $vis:vis $name:ident, $limit:expr, $value:expr, $body:block) => {
        $(#[$attribute])*
        #[timeout($limit)]
        #[fallback($value)]
        $vis async fn $name() -> Result<u8, Failed> $body
    };
}

stacked! {
    /// Says how many are left.
    #[breaker(consecutive = 1)]
    pub(crate) made_by_a_macro, std::time::Duration::from_secs(60), |_| Ok(7 + 1), { Ok(1) }
}

#[dyno::test]
async fn written_by_macros() {
    assert_eq!(made_by_a_macro().await.unwrap(), 1);
    made_by_a_macro::breaker().trip().unwrap();
    assert_eq!(made_by_a_macro().await.unwrap(), 8);
}

#[dyno::test]
async fn inside_of_functions() {
    #[timeout(60s)]
    #[breaker]
    async fn local() -> Result<u8, Failed> {
        Ok(1)
    }
    assert_eq!(local().await.unwrap(), 1);
    local::breaker().trip().unwrap();
    assert!(is_open(&local().await));
    assert_eq!(local::metrics().totals.started, 2);
}
