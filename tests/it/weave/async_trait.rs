//! Methods under `#[async_trait]`, which makes plain functions of them before dyno sees them.

use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;

use async_trait::async_trait;
use dyno::{Cause, breaker, command, fallback, timeout};

use crate::command::{Failed, is_open, is_timeout};

type Answer<T> = Result<T, Failed>;

#[async_trait]
trait Shop: Send + Sync {
    async fn stock(&self, sku: &str) -> Answer<u8>;

    async fn put(&mut self, item: u8, log: &mut Vec<u8>) -> Answer<usize>;

    async fn recall(&mut self, (sku, more): (u8, Vec<u8>), mut count: usize) -> Answer<usize>;

    async fn close(self: Box<Self>) -> Answer<u8>;

    async fn share(self: Arc<Self>) -> Answer<u8>;

    async fn sum<T: Into<u32> + Send + Clone + 'static, const N: usize>(&self, items: [T; N]) -> Answer<u32>
    where
        Self: Sized;

    /// Has a body in the trait.
    #[command(timeout = 2s, breaker = "async_trait: twice", fallback = |_| Ok(sku.len()))]
    async fn twice(&self, sku: &str) -> Answer<usize> {
        let first = self.stock(sku).await?;
        Ok(usize::from(first) * 2)
    }

    async fn stores() -> Answer<u8>
    where
        Self: Sized;
}

#[derive(Clone)]
struct Shelf(Vec<u8>);

#[async_trait]
impl Shop for Shelf {
    #[timeout(2s)]
    #[breaker("async_trait: stock")]
    async fn stock(&self, sku: &str) -> Answer<u8> {
        match sku.parse::<usize>() {
            Ok(index) => self.0.get(index).copied().ok_or(Failed::Unknown),
            Err(_) => pending().await,
        }
    }

    #[command(breaker = "async_trait: put", fallback = Self::put_alone)]
    async fn put(&mut self, item: u8, log: &mut Vec<u8>) -> Answer<usize> {
        log.push(item);
        self.0.push(item);
        if item == 0 { Err(Failed::Down) } else { Ok(self.0.len()) }
    }

    #[fallback(|cause| match cause {
        Cause::Own(error) if count == 0 => Err(error),
        _ => { self.0.push(1); Ok(count + self.0.len()) }
    })]
    #[breaker("async_trait: recall")]
    async fn recall(&mut self, (sku, mut more): (u8, Vec<u8>), mut count: usize) -> Answer<usize> {
        more.push(sku);
        count += more.len();
        if sku == 0 {
            return Err(Failed::Down);
        }
        Ok(count)
    }

    #[command(breaker = "async_trait: close", fallback = |_| Ok(self.0.len().try_into().unwrap_or(0)))]
    async fn close(self: Box<Self>) -> Answer<u8> {
        drop(self);
        Ok(9)
    }

    #[command(breaker = "async_trait: share")]
    async fn share(self: Arc<Self>) -> Answer<u8> {
        self.stock("0").await
    }

    #[command(breaker = "async_trait: sum", fallback = |_| Ok(items.len().try_into().unwrap_or(0)))]
    async fn sum<T: Into<u32> + Send + Clone + 'static, const N: usize>(&self, items: [T; N]) -> Answer<u32> {
        Ok(items.into_iter().map(Into::into).sum())
    }

    #[command(breaker = "async_trait: stores")]
    async fn stores() -> Answer<u8> {
        Ok(3)
    }
}

impl Shelf {
    async fn put_alone(&mut self, item: u8, log: &mut Vec<u8>) -> Answer<usize> {
        log.clear();
        self.0.push(item);
        Ok(std::future::ready(self.0.len()).await + 40)
    }
}

fn trip(names: &[&str]) {
    for name in names {
        dyno::breaker(&format!("async_trait: {name}")).unwrap().trip().unwrap();
    }
}

#[dyno::test(paused)]
async fn shared_receivers() {
    let shelf = Shelf(vec![7]);
    let shop: &dyn Shop = &shelf;
    assert_eq!((shop.stock("0").await.unwrap(), shop.twice("0").await.unwrap()), (7, 14));
    assert!(is_timeout(&shop.stock("x").await));
    assert_eq!(shop.twice("xyz").await.unwrap(), 3);
    assert_eq!((shelf.sum([1_u8, 2]).await.unwrap(), Arc::new(shelf.clone()).share().await.unwrap()), (3, 7));
    assert_eq!((Box::new(shelf.clone()).close().await.unwrap(), Shelf::stores().await.unwrap()), (9, 3));
    trip(&["stock", "twice", "sum", "close", "stores"]);
    assert!(is_open(&shop.stock("0").await) && is_open(&Shelf::stores().await));
    assert_eq!((shop.twice("0").await.unwrap(), shelf.sum([1_u8, 2]).await.unwrap()), (1, 2));
    assert_eq!(Box::new(shelf.clone()).close().await.unwrap(), 1);
    trip(&["share"]);
    assert!(is_open(&Arc::new(shelf).share().await));
}

#[dyno::test]
async fn what_is_borrowed_mutably_is_lent_twice() {
    let (mut shelf, mut log) = (Shelf(vec![]), vec![]);
    assert_eq!((shelf.put(1, &mut log).await.unwrap(), shelf.put(0, &mut log).await.unwrap()), (1, 43));
    assert_eq!((&*shelf.0, log.len()), (&[1, 0, 0][..], 0));
    assert_eq!(shelf.recall((1, vec![]), 1).await.unwrap(), 2);
    assert_eq!(shelf.recall((0, vec![]), 1).await.unwrap(), 5);
    assert!(shelf.recall((0, vec![]), 0).await.is_err());
    trip(&["put", "recall"]);
    assert_eq!((shelf.put(1, &mut log).await.unwrap(), shelf.recall((1, vec![]), 0).await.unwrap()), (45, 6));
}

#[async_trait(?Send)]
trait Local {
    async fn left(&self, shared: Rc<u8>) -> Answer<u8>;
}

#[async_trait(?Send)]
impl<T: Copy + Into<u8>> Local for Rc<T> {
    #[command(timeout = 2s, breaker = "async_trait: left", fallback = |_| Ok(*shared))]
    async fn left(&self, shared: Rc<u8>) -> Answer<u8> {
        if *shared == 0 {
            return Err(Failed::Down);
        }
        let own: u8 = (**self).into();
        Ok(own + std::future::ready(*shared).await)
    }
}

#[dyno::test]
async fn what_stays_on_its_thread() {
    let local = Rc::new(1_u8);
    assert_eq!((local.left(Rc::new(2)).await.unwrap(), local.left(Rc::new(0)).await.unwrap()), (3, 0));
    trip(&["left"]);
    assert_eq!(local.left(Rc::new(5)).await.unwrap(), 5);
}

/// What `#[async_trait]` writes round a body of one expression says nothing of its braces.
#[deny(unused_braces)]
mod one_expression {
    use async_trait::async_trait;
    use dyno::{Compound, retry};

    #[async_trait]
    pub(super) trait Depot {
        async fn stock(&self) -> Result<u8, Compound<String>>;
    }

    // The lint looks only at what stands on one line.
    #[async_trait]
    #[rustfmt::skip]
    impl Depot for u8 {
        #[retry(3, backoff = off)]
        async fn stock(&self) -> Result<u8, Compound<String>> { self.checked_sub(1).ok_or("none".to_owned()) }
    }
}

#[dyno::test]
async fn a_body_may_be_one_expression() {
    use one_expression::Depot as _;
    assert_eq!(1.stock().await.unwrap(), 0);
    assert_eq!(0.stock().await.unwrap_err().len(), 3);
}
