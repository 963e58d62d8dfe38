//! What is lent to an attempt may be moved by it, and is there for the next one, and for the fallback.

use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use dyno::{Submit, breaker, command, retry};

use super::{Failed, Service};

fn pushed<T: Extend<u32>>(mut list: T) -> T {
    list.extend([7]);
    list
}

/// Takes `&mut T` by its own type, which is no place to reborrow.
fn taken<T>(it: T) -> T {
    it
}

#[retry(backoff = off)]
fn walked(list: &mut [u32], service: &Service) -> Result<u32, Failed> {
    let mut sum = 0;
    for item in list {
        *item += 1;
        sum += *item;
    }
    service.ask().map(|_| sum)
}

#[retry(backoff = off)]
async fn handed_to_another(list: &mut Vec<u32>, service: &Service) -> Result<usize, Failed> {
    let list = taken(list);
    list.push(0);
    tokio::task::yield_now().await;
    service.ask()?;
    Ok(list.len())
}

#[retry(backoff = off)]
fn advanced(mut rest: &mut [u32], (first, _): &mut (u32, u32), service: &Service) -> Result<(usize, u32), Failed> {
    let (head, tail) = rest.split_at_mut(1);
    head[0] += 1;
    rest = taken(tail);
    let first = taken(first);
    *first += 1;
    service.ask()?;
    Ok((rest.len(), *first))
}

#[command(retry(backoff = off), fallback = |_| { list.push(9); Ok(list.len()) })]
fn answered(list: &mut Vec<u32>, service: &Service) -> Result<usize, Failed> {
    taken(list).push(1);
    service.ask().map(|_| 0)
}

#[command(breaker, fallback = instead)]
async fn answered_by_a_path(list: &mut Vec<u32>, service: &Service) -> Result<usize, Failed> {
    let list = taken(list);
    list.push(1);
    service.ask().map(|_| 0)
}

async fn instead(list: &mut [u32], _: &Service) -> Result<usize, Failed> {
    tokio::task::yield_now().await;
    Ok(list.len())
}

/// Without another attempt nobody needs it again.
#[breaker]
fn first(list: &mut [u32]) -> Result<&mut u32, Failed> {
    Ok(&mut list[0])
}

#[retry(backoff = off)]
fn boxed<'a>(
    list: &'a mut Vec<u32>,
    service: &'a Service,
) -> Pin<Box<dyn Future<Output = Result<usize, Failed>> + Send + 'a>> {
    let list = taken(list);
    list.push(1);
    Box::pin(async move { service.ask().map(|_| list.len()) })
}

#[dyno::test]
async fn an_argument_may_be_moved() {
    let service = || Service::failing(2);
    assert_eq!(walked(&mut [1, 2], &service()).unwrap(), 4 + 5);
    assert_eq!(handed_to_another(&mut vec![], &service()).await.unwrap(), 3);
    assert_eq!(advanced(&mut [1, 2, 3], &mut (1, 1), &service()).unwrap(), (2, 4));
    assert_eq!(answered(&mut vec![], &Service::failing(3)).unwrap(), 4);
    assert_eq!(answered_by_a_path(&mut vec![], &service()).await.unwrap(), 1);
    assert_eq!(first(&mut [7]).unwrap(), &7);
    assert_eq!(boxed(&mut vec![], &service()).await.unwrap(), 3);
}

#[derive(Debug, Default)]
struct Shelf(Vec<u32>);

impl<'a> IntoIterator for &'a mut Shelf {
    type Item = &'a mut u32;
    type IntoIter = std::slice::IterMut<'a, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl Extend<u32> for &mut Shelf {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl Shelf {
    #[retry(backoff = off)]
    fn named_anew(&mut self, service: &Service) -> Result<usize, Failed> {
        let shelf = self;
        shelf.0.push(0);
        service.ask().map(|_| shelf.0.len())
    }

    #[retry(backoff = off)]
    async fn walked(&mut self, service: &Service) -> Result<u32, Failed> {
        let shelf = pushed(self);
        tokio::task::yield_now().await;
        service.ask()?;
        Ok(shelf.into_iter().map(|item| *item).sum())
    }

    #[command(retry(backoff = off), fallback = Self::counted)]
    fn answered(&mut self, service: &Service) -> Result<usize, Failed> {
        for item in self {
            *item += 1;
        }
        service.ask().map(|_| 0)
    }

    #[command(breaker, fallback = |_| Ok(self.0.len()))]
    async fn answered_in_place(&mut self, service: &Service) -> Result<usize, Failed> {
        pushed(self);
        service.ask().map(|_| 0)
    }

    fn counted(&mut self, _: &Service) -> Result<usize, Failed> {
        Ok(self.0.iter().sum::<u32>() as usize)
    }

    /// What stands inside of the body has a `self` of its own, and a text that no macro reads stays what it is.
    #[retry(backoff = off)]
    fn with_items(&mut self, service: &Service) -> Result<String, Failed> {
        struct Label(u32);
        impl Label {
            fn text(&self) -> String {
                self.0.to_string()
            }
        }
        fn plain(text: &str) -> usize {
            text.len()
        }
        macro_rules! first {
            () => {
                self.0.first().copied().unwrap_or_default()
            };
        }
        self.0.push(7);
        service.ask()?;
        let length = plain("{self}");
        Ok(format!("{} {{self}} {length} {self}", Label(first!()).text()))
    }
}

impl std::fmt::Display for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[async_trait]
trait Walk {
    async fn walk(&mut self, by: &mut u32, service: &Service) -> Result<u32, Failed>;
}

#[async_trait]
impl Walk for Shelf {
    #[retry(backoff = off)]
    async fn walk(&mut self, by: &mut u32, service: &Service) -> Result<u32, Failed> {
        let by = taken(by);
        *by += 1;
        service.ask()?;
        Ok(self.into_iter().map(|item| *item).sum::<u32>() + *by)
    }
}

#[dyno::test]
async fn self_may_be_moved() {
    let service = || Service::failing(2);
    assert_eq!(Shelf::default().named_anew(&service()).unwrap(), 3);
    assert_eq!(Shelf::default().walked(&service()).await.unwrap(), 3 * 7);
    assert_eq!(Shelf(vec![1, 2]).answered(&Service::failing(3)).unwrap(), 3 + 3 * 2);
    assert_eq!(Shelf::default().answered_in_place(&service()).await.unwrap(), 1);
    assert_eq!(Shelf::default().with_items(&service()).unwrap(), "7 {self} 6 [7, 7, 7]");
    assert_eq!(Shelf(vec![1]).walk(&mut 1, &service()).await.unwrap(), 1 + 4);
}

#[retry(backoff = off)]
async fn owned_and_lent(mut list: Vec<u32>, service: std::sync::Arc<Service>) -> Result<usize, Failed> {
    handed_on(&mut list, &service).await
}

async fn handed_on(list: &mut Vec<u32>, service: &Service) -> Result<usize, Failed> {
    handed_to_another(list, service).await
}

#[dyno::test]
async fn a_future_that_lends_can_be_sent() {
    assert_eq!(owned_and_lent(vec![1], Service::failing(2).into()).submit().await.unwrap(), 2);
}
