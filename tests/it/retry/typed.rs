//! A function that returns all errors, under attributes that write its type into its body, and as one that hands out a future.

use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use dyno::{Compound, retry};
use tracing::instrument;

use super::{Failed, Service};

type All<T> = Result<T, Compound<Failed>>;
type Text = Box<dyn std::fmt::Display + Send>;

struct Shop;

#[async_trait]
trait Sells {
    async fn stock(&self, sku: String, service: &Service) -> Result<String, Compound<Failed>>;
    async fn text(&mut self, service: &Service) -> All<Text>;
    async fn plain(&self, service: &Service) -> Result<Text, Failed>;
    async fn ends(&self) -> All<Text>;
}

#[async_trait]
impl Sells for Shop {
    #[deny(unreachable_code)]
    #[retry(backoff = off)]
    async fn ends(&self) -> All<Text> {
        panic!("there is nothing to sell")
    }

    #[retry(backoff = off)]
    async fn stock(&self, sku: String, service: &Service) -> Result<String, Compound<Failed>> {
        tokio::task::yield_now().await;
        if sku.is_empty() {
            return Err(Failed::Gone);
        }
        Ok(format!("{sku}{}", service.ask()?))
    }

    #[retry(backoff = off)]
    #[instrument(skip_all)]
    async fn text(&mut self, service: &Service) -> All<Text> {
        let asked = service.ask()?;
        Ok(Box::new(asked))
    }

    #[retry(backoff = off)]
    async fn plain(&self, service: &Service) -> Result<Text, Failed> {
        let asked = service.ask()?;
        Ok(Box::new(asked))
    }
}

#[instrument(skip_all)]
#[retry(backoff = off)]
async fn watched(service: &Service) -> Result<Text, Compound<Failed>> {
    tokio::task::yield_now().await;
    Ok(Box::new(service.ask()?))
}

#[instrument(skip_all)]
#[retry(backoff = off)]
fn watched_here(service: &Service) -> All<Text> {
    let asked = service.ask()?;
    Ok(Box::new(asked))
}

#[retry(backoff = off)]
#[instrument(skip_all)]
async fn watched_as_one(service: &Service) -> All<u32> {
    let asked = service.ask()?;
    Ok(asked)
}

#[retry(backoff = off)]
fn block(service: &Service) -> impl Future<Output = All<Text>> + Send {
    async move {
        let asked = service.ask()?;
        Ok(Box::new(asked))
    }
}

#[retry(backoff = off)]
fn made(service: &Service) -> impl Future<Output = Result<Text, Compound<Failed>>> + Send {
    let begun = service.asked();
    async move {
        let asked = service.ask()?;
        Ok(Box::new(asked + begun) as Text)
    }
}

#[retry(backoff = off)]
fn boxed(early: bool, service: &Service) -> Pin<Box<dyn Future<Output = Result<u32, Compound<Failed>>> + Send + '_>> {
    if early {
        return Box::pin(async { Err(Failed::Gone) });
    }
    Box::pin(async move {
        let asked = service.ask()?;
        Ok(asked)
    })
}

#[retry(backoff = off)]
fn boxed_plainly(service: &Service) -> Pin<Box<dyn Future<Output = Result<Text, Failed>> + Send + '_>> {
    let begun = service.asked();
    Box::pin(async move { Ok(Box::new(begun + service.ask()?) as Text) })
}

fn failed<T>(returned: All<T>) -> Vec<Failed> {
    returned.err().map(|errors| errors.iter().cloned().collect()).unwrap_or_default()
}

fn busy() -> Vec<Failed> {
    vec![Failed::Busy, Failed::Busy, Failed::Busy]
}

#[dyno::test]
async fn under_async_trait() {
    let (service, gone) = (|| Service::failing(2), || Service::failing(3));
    assert_eq!(Shop.stock("rake".into(), &service()).await.unwrap(), "rake3");
    assert_eq!(failed(Shop.stock("rake".into(), &gone()).await), busy());
    assert_eq!(failed(Shop.stock(String::new(), &gone()).await), [Failed::Gone, Failed::Gone, Failed::Gone]);
    assert_eq!(Shop.text(&service()).await.unwrap_or_else(|_| panic!("it is well")).to_string(), "3");
    assert_eq!(failed(Shop.text(&gone()).await), busy());
    assert_eq!(Shop.plain(&service()).await.unwrap_or_else(|_| panic!("it is well")).to_string(), "3");
}

#[dyno::test]
#[should_panic(expected = "there is nothing to sell")]
async fn a_body_that_never_ends_is_not_warned_of() {
    let _ = Shop.ends().await;
}

#[dyno::test]
async fn under_instrument() {
    let gone = || Service::failing(3);
    assert_eq!(failed(watched(&gone()).await), busy());
    assert_eq!(failed(watched_here(&gone())), busy());
    assert_eq!(failed(watched_as_one(&gone()).await), busy());
}

#[dyno::test]
async fn as_a_future_that_is_handed_out() {
    let (service, gone) = (|| Service::failing(2), || Service::failing(3));
    assert_eq!(failed(block(&gone()).await), busy());
    assert_eq!(failed(made(&gone()).await), busy());
    assert_eq!(made(&service()).await.unwrap_or_else(|_| panic!("it is well")).to_string(), "5");
    assert_eq!(failed(boxed(false, &gone()).await), busy());
    assert_eq!(failed(boxed(true, &gone()).await), [Failed::Gone, Failed::Gone, Failed::Gone]);
    assert_eq!(boxed_plainly(&service()).await.unwrap_or_else(|_| panic!("it is well")).to_string(), "5");
}
