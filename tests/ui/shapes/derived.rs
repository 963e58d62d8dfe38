//! Types that are read from outside, whose methods must not look as if they had unsafe code: what is checked is that lints keep quiet.

#![forbid(unsafe_code)]

use dyno::command;
use serde::Deserialize;

use super::{Answer, refuse};

#[derive(Clone, Debug, Deserialize)]
struct Cart<T> {
    items: Vec<T>,
}

impl<T: Clone + Send + Sync> Cart<T> {
    #[command]
    fn count(&self) -> usize {
        self.items.len()
    }

    #[command(breaker = "cart", fallback = |_| Ok(0))]
    fn put(&mut self, item: T) -> Answer<usize> {
        self.items.push(item);
        Ok(self.items.len())
    }

    #[command(timeout = 60s, breaker = "cart", fallback = Self::none)]
    async fn take(self) -> Answer<Vec<T>> {
        std::future::ready(Ok(self.items)).await
    }

    async fn none(self) -> Answer<Vec<T>> {
        std::future::ready(Ok(Vec::new())).await
    }

    #[dyno::timeout(60s)]
    fn first(&self) -> impl Future<Output = Answer<Option<&T>>> + Send {
        async move { Ok(self.items.first()) }
    }
}

#[derive(Debug, Deserialize)]
enum Unit {
    Piece,
}

impl Unit {
    #[command(handle = false)]
    fn parse(text: &str) -> Option<Unit> {
        serde_json::from_str(text).ok()
    }
}

#[dyno::test]
async fn they_are_guarded_as_others_are() {
    assert!(matches!(Unit::parse(r#""Piece""#), Some(Unit::Piece)));
    let mut cart: Cart<u8> = serde_json::from_str(r#"{"items":[1]}"#).unwrap();
    assert_eq!((cart.count(), cart.put(2), cart.first().await), (1, Ok(2), Ok(Some(&1))));
    assert_eq!(cart.clone().take().await, Ok(vec![1, 2]));
    refuse("cart");
    assert_eq!((cart.put(3), cart.take().await), (Ok(0), Ok(vec![])));
}
