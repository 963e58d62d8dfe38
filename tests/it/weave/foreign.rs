//! Attributes of others: above the last of ours they are in the body, below it round the call.

use std::future::pending;
use std::sync::{Arc, Mutex};

use dyno::{breaker, fallback, timeout};
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

    assert_eq!(price(1).unwrap(), 1);
    assert_eq!(names.take(), ["sync round", "call", "attempt", "sync between"]);
    price::breaker().trip().unwrap();
    assert_eq!(price(1).unwrap(), 7);
    assert_eq!(names.take(), ["sync round", "call"]);
}

/// What the compiler knows by itself may stand anywhere.
#[inline]
#[timeout(2s)]
#[must_use]
#[doc = "Hangs."]
#[breaker]
#[allow(clippy::missing_errors_doc)]
pub(crate) async fn hangs() -> Result<u8, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn built_in_ones_stay() {
    assert!(is_timeout(&hangs().await));
    assert_eq!(hangs::metrics().totals.calls.timeout, 1);
}
