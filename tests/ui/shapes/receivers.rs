//! Methods: by reference, by mutable reference, by value, through a pointer, of traits, and functions without `self`.

use std::sync::Arc;

use dyno::command;

use super::{Answer, Failed, refuse};

#[derive(Clone, Debug, PartialEq)]
struct Shelf<T> {
    items: Vec<T>,
    name: String,
}

impl<T: Clone + Send + Sync> Shelf<T> {
    #[command]
    fn new(name: &str) -> Self {
        Self { items: Vec::new(), name: name.to_owned() }
    }

    #[command(handle = false)]
    fn of(items: Vec<T>) -> Shelf<T> {
        Shelf { items, name: "some".to_owned() }
    }

    #[command]
    fn get(&mut self, index: usize) -> Option<&mut T> {
        let item = self.items.get_mut(index)?;
        Some(item)
    }

    #[command(timeout = 60s, ignore = |failed| *failed == Failed)]
    async fn label<'a>(&'a self, longer: &'a str) -> Answer<&'a str> {
        let least: usize = longer.parse()?;
        if self.name.len() < least {
            return Err(Failed);
        }
        Ok(&self.name)
    }

    #[command(breaker = "count", fallback = Self::nothing)]
    async fn count(&self, label: String) -> Answer<usize> {
        drop(label);
        Ok(self.items.len())
    }

    async fn nothing(&self, label: String) -> Answer<usize> {
        std::future::ready(Ok(label.len() + self.name.len())).await
    }

    #[command(breaker = "put", fallback = Self::put_alone)]
    fn put(&mut self, item: T, mut counts: Vec<usize>) -> Answer<usize> {
        counts.push(self.items.len());
        self.items.push(item);
        Ok(counts.len())
    }

    fn put_alone(&mut self, item: T, counts: Vec<usize>) -> Answer<usize> {
        self.items = vec![item];
        Ok(counts.len() + 40)
    }

    #[command(breaker = "put later", fallback = |_| { self.items.push(item); Ok(self.items.len() + 40) })]
    async fn put_later(&mut self, item: T) -> Answer<usize> {
        self.items.push(item);
        Ok(self.items.len())
    }

    #[command(breaker = "rename", fallback = |_| Ok(format!("{suffix}{}", self.name)))]
    fn rename(mut self, suffix: &str) -> Answer<String> {
        self.name.push_str(suffix);
        Ok(self.name)
    }

    #[command(breaker = "share", fallback = Self::alone)]
    async fn share(self: Arc<Self>) -> Answer<usize> {
        Ok(Arc::strong_count(&self))
    }

    fn alone(self: Arc<Self>) -> Answer<usize> {
        Ok(self.items.len())
    }
}

trait Shop {
    async fn left(&self) -> Answer<u8>;

    #[command(breaker = "open")]
    fn is_open(&self) -> Answer<bool> {
        Ok(true)
    }
}

impl Shop for u8 {
    #[command(breaker = "left", timeout = 60s)]
    async fn left(&self) -> Answer<u8> {
        Ok(*self)
    }
}

#[dyno::test]
async fn borrowing_receivers() {
    let mut shelf = Shelf::new("label");
    assert_eq!(shelf.get(0), None::<&mut u8>);
    assert_eq!(shelf.label("5").await, Ok("label"));
    assert_eq!(shelf.label("6").await, Err(Failed));
    assert_eq!(shelf.label("x").await, Err(Failed));
    assert_eq!(shelf.count("ab".to_owned()).await, Ok(0));
    assert_eq!((shelf.put(1, vec![]), shelf.put_later(2).await), (Ok(1), Ok(2)));
    for breaker in ["count", "put", "put later"] {
        refuse(breaker);
    }
    assert_eq!(shelf.count("ab".to_owned()).await, Ok(7));
    assert_eq!((shelf.put(3, vec![]), shelf.put_later(4).await), (Ok(40), Ok(42)));
    assert_eq!(shelf.items, [3, 4]);
}

#[dyno::test]
async fn consuming_receivers() {
    let shelf = Shelf::of(vec![1]);
    assert_eq!(shelf.clone().rename("!"), Ok("some!".to_owned()));
    assert_eq!(Arc::new(shelf.clone()).share().await, Ok(2), "the fallback has the other one");
    refuse("rename");
    refuse("share");
    assert_eq!(shelf.clone().rename("!"), Ok("!some".to_owned()));
    assert_eq!(Arc::new(shelf).share().await, Ok(1));
}

#[dyno::test]
async fn methods_of_traits() {
    assert_eq!((7.left().await, 7.is_open()), (Ok(7), Ok(true)));
    refuse("left");
    refuse("open");
    assert_eq!((7.left().await, 7.is_open()), (Err(Failed), Err(Failed)));
}
