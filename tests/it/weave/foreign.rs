//! Attributes of others: above the last of ours they are in the body, below it round the call.

#![deny(tail_expr_drop_order)]

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use dyno::{breaker, cache, command, fallback, retry, timed, timeout};
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::command::{Failed, is_timeout};

#[tracing::instrument(name = "first")]
#[timeout(60s)]
#[tracing::instrument(name = "between")]
#[breaker]
#[tracing::instrument(name = "round", skip_all, fields(sku = %sku))]
async fn stock(sku: u8) -> Result<u8, Failed> {
    Ok(sku)
}

#[breaker]
#[tracing::instrument(name = "sync between")]
#[fallback(7)]
#[tracing::instrument(name = "sync round")]
fn price(sku: u8) -> Result<u8, Failed> {
    Ok(sku)
}

#[tracing::instrument(name = "first")]
#[timeout(60s)]
#[tracing::instrument(name = "between")]
#[breaker]
#[tracing::instrument(name = "round", skip_all, fields(sku = %sku))]
fn boxed(sku: u8) -> Pin<Box<dyn Future<Output = Result<u8, Failed>> + Send>> {
    Box::pin(async move { Ok(sku) })
}

#[tracing::instrument(name = "first")]
#[timeout(60s)]
#[tracing::instrument(name = "between")]
#[breaker]
#[tracing::instrument(name = "round", skip_all, fields(sku = %sku))]
fn handed_out(sku: u8) -> impl Future<Output = Result<u8, Failed>> {
    async move { Ok(sku) }
}

#[timed]
#[cache]
#[tracing::instrument]
async fn kept(sku: u8) -> Result<u8, Failed> {
    Ok(sku)
}

#[timed]
#[retry(2)]
#[tracing::instrument]
async fn repeated(sku: u8) -> Result<u8, Failed> {
    Ok(sku)
}

#[derive(Debug)]
struct Shop;

#[async_trait::async_trait]
trait Stock {
    async fn stock(&self, sku: u8) -> Result<u8, Failed>;
    async fn told(&self, sku: u8) -> Result<u8, Failed>;
}

#[async_trait::async_trait]
impl Stock for Shop {
    #[tracing::instrument(name = "first", skip(self))]
    #[timeout(60s)]
    #[tracing::instrument(name = "between", skip(self))]
    #[breaker("foreign: stock")]
    #[tracing::instrument(name = "round", skip_all, fields(sku = %sku))]
    async fn stock(&self, sku: u8) -> Result<u8, Failed> {
        Ok(sku)
    }

    #[tracing::instrument(name = "first", err)]
    #[command(retry = 2)]
    #[tracing::instrument(name = "round", err)]
    async fn told(&self, sku: u8) -> Result<u8, Failed> {
        Ok(sku)
    }
}

#[tracing::instrument(name = "first", err, ret)]
#[command(retry = 2)]
#[tracing::instrument(name = "round", err, ret)]
async fn told(sku: u8) -> Result<u8, Failed> {
    Ok(sku)
}

/// What others put round the last line is of an older edition, in which its temporaries live longer.
#[timeout(60s)]
#[fallback(|_| Ok(name.len()))]
#[tracing::instrument(name = "round")]
async fn answered(name: String) -> Result<usize, Failed> {
    Ok(name.len())
}

/// What a span cannot show.
struct Opaque;

/// Those below see the arguments as they were written, and record what has a name.
#[command]
#[tracing::instrument(name = "round")]
fn taken_apart((sku, _): (u8, Opaque), _: Opaque) -> u8 {
    sku
}

/// Collects the names of the spans that begin.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

impl<S: tracing::Subscriber> Layer<S> for Names {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.lock().unwrap().push(span.metadata().name());
    }
}

impl Names {
    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[dyno::test]
async fn their_place_decides_what_they_see() {
    let names = Names::default();
    // While only one dispatcher lives, `tracing` asks that of whichever thread comes by first, and tests run in parallel.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(names.clone()));
    assert_eq!(stock(1).await.unwrap(), 1);
    assert_eq!(names.take(), ["round", "call", "attempt", "between", "first"]);
    stock::breaker().trip().unwrap();
    assert!(stock(1).await.is_err());
    assert_eq!(names.take(), ["round", "call"]);

    for hands_out in [boxed(1), Box::pin(handed_out(1)), Shop.stock(1)] {
        assert_eq!(names.take(), [""; 0], "nothing begins before it is polled");
        assert_eq!(hands_out.await.unwrap(), 1);
        assert_eq!(names.take(), ["round", "call", "attempt", "between", "first"]);
    }
    boxed::breaker().trip().unwrap();
    handed_out::breaker().trip().unwrap();
    dyno::breaker("foreign: stock").unwrap().trip().unwrap();
    for refused in [boxed(1), Box::pin(handed_out(1)), Shop.stock(1)] {
        assert!(refused.await.is_err());
        assert_eq!(names.take(), ["round", "call"]);
    }

    assert_eq!((told(1).await.unwrap(), Shop.told(1).await.unwrap()), (1, 1));
    assert_eq!(names.take(), ["round", "call", "attempt", "first"].repeat(2));

    assert_eq!(taken_apart((1, Opaque), Opaque), 1);
    assert_eq!(names.take(), ["round", "call", "attempt"]);
    assert_eq!(answered("name".to_owned()).await.unwrap(), 4);
    assert_eq!(names.take(), ["round", "call", "attempt"]);

    assert_eq!(price(1).unwrap(), 1);
    assert_eq!(names.take(), ["sync round", "call", "attempt", "sync between"]);
    price::breaker().trip().unwrap();
    assert_eq!(price(1).unwrap(), 7);
    assert_eq!(names.take(), ["sync round", "call"]);
}

#[dyno::test]
async fn a_timed_function_may_have_two_layers() {
    assert_eq!((kept(1).await.unwrap(), repeated(2).await.unwrap()), (1, 2));
}

/// What the compiler knows by itself may stand anywhere.
#[inline]
#[timeout(2s)]
#[must_use]
#[doc = "Hangs."]
#[breaker]
#[allow(clippy::double_must_use, clippy::missing_errors_doc)]
pub(crate) async fn hangs() -> Result<u8, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn built_in_ones_stay() {
    assert!(is_timeout(&hangs().await));
    assert_eq!(hangs::metrics().totals.calls.timeout, 1);
}
