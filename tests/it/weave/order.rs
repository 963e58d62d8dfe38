//! Every order of the attributes is the same command.

use std::future::{Future, pending};
use std::pin::Pin;
use std::time::Duration;

use dyno::CommandSnapshot;
use tokio::time::advance;

use crate::command::Failed;

/// What the body does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Answer,
    Fail,
    Ignored,
    Hang,
}

async fn act(act: Act) -> Result<u8, Failed> {
    match act {
        Act::Answer => Ok(1),
        Act::Fail => Err(Failed::Down),
        Act::Ignored => Err(Failed::Unknown),
        Act::Hang => pending().await,
    }
}

async fn last_known(_: Act) -> Result<u8, Failed> {
    Ok(7)
}

mod bundle {
    use super::{Act, Failed, act, last_known};

    #[dyno::command(
        attempt_timeout = 1s,
        ignore = |error: &Failed| matches!(error, Failed::Unknown),
        timeout = 3s,
        breaker(consecutive = 2, open_for = 5s, jitter = 0%),
        bulkhead(2, queue = 1),
        fallback = last_known
    )]
    pub(super) async fn stock(what: Act) -> Result<u8, Failed> {
        act(what).await
    }
}

/// Puts the attributes above the function one by one, and adds its module to the list of all.
macro_rules! woven {
    ($order:ident [$($done:tt)*] command $($rest:ident)*) => {
        woven!($order [
            $($done)* #[dyno::command(attempt_timeout = 1s, ignore = |error: &Failed| matches!(error, Failed::Unknown))]
        ] $($rest)*);
    };
    ($order:ident [$($done:tt)*] timeout $($rest:ident)*) => {
        woven!($order [$($done)* #[dyno::timeout(3s)]] $($rest)*);
    };
    ($order:ident [$($done:tt)*] breaker $($rest:ident)*) => {
        woven!($order [$($done)* #[dyno::breaker(consecutive = 2, open_for = 5s, jitter = 0%)]] $($rest)*);
    };
    ($order:ident [$($done:tt)*] bulkhead $($rest:ident)*) => {
        woven!($order [$($done)* #[dyno::bulkhead(2, queue = 1)]] $($rest)*);
    };
    ($order:ident [$($done:tt)*] fallback $($rest:ident)*) => {
        woven!($order [$($done)* #[dyno::fallback(last_known)]] $($rest)*);
    };
    ($order:ident [$($done:tt)*]) => {
        mod $order {
            use super::{Act, Failed, act, last_known};

            $($done)*
            pub(super) async fn stock(what: Act) -> Result<u8, Failed> {
                act(what).await
            }
        }
    };
}

macro_rules! orders {
    ($($order:ident: $($attribute:ident)+;)+) => {
        $(woven!($order [] $($attribute)+);)+

        const ORDERS: &[(&str, Stock)] = &[$((stringify!($order), Stock {
            call: |what| Box::pin($order::stock(what)),
            metrics: $order::stock::metrics,
        })),+];
    };
}

// Every order of four, with the fifth in each place among them.
orders! {
    hctbf: bulkhead command timeout breaker fallback;
    chtfb: command bulkhead timeout fallback breaker;
    cbhtf: command breaker bulkhead timeout fallback;
    cbfht: command breaker fallback bulkhead timeout;
    cftbh: command fallback timeout breaker bulkhead;
    hcfbt: bulkhead command fallback breaker timeout;
    thcbf: timeout bulkhead command breaker fallback;
    tchfb: timeout command bulkhead fallback breaker;
    tbchf: timeout breaker command bulkhead fallback;
    tbfch: timeout breaker fallback command bulkhead;
    htfcb: bulkhead timeout fallback command breaker;
    thfbc: timeout bulkhead fallback breaker command;
    bchtf: breaker command bulkhead timeout fallback;
    bcfht: breaker command fallback bulkhead timeout;
    btcfh: breaker timeout command fallback bulkhead;
    hbtfc: bulkhead breaker timeout fallback command;
    bhfct: breaker bulkhead fallback command timeout;
    bfhtc: breaker fallback bulkhead timeout command;
    fcthb: fallback command timeout bulkhead breaker;
    fcbth: fallback command breaker timeout bulkhead;
    hftcb: bulkhead fallback timeout command breaker;
    fhtbc: fallback bulkhead timeout breaker command;
    fbhct: fallback breaker bulkhead command timeout;
    fbthc: fallback breaker timeout bulkhead command;
}

type Answer = Pin<Box<dyn Future<Output = Result<u8, Failed>>>>;

/// One of them.
#[derive(Clone, Copy)]
struct Stock {
    call: fn(Act) -> Answer,
    metrics: fn() -> CommandSnapshot,
}

/// Plays the same calls, and tells what they returned and what is seen of them.
async fn play(module: &str, stock: Stock) -> (Vec<String>, CommandSnapshot) {
    let mut returned = Vec::new();
    let mut acts = vec![Act::Answer, Act::Fail, Act::Ignored, Act::Answer, Act::Hang, Act::Hang, Act::Answer];
    acts.extend([Act::Fail; 3]);
    for what in acts {
        returned.push(format!("{:?}", (stock.call)(what).await));
        advance(Duration::from_secs(2)).await;
    }
    let mut seen = (stock.metrics)();
    let own = |text: &str| text.replace(&format!("::{module}"), "::any");
    (seen.name, seen.group, seen.place) = (own(&seen.name), own(&seen.group), String::new());
    (seen.breaker, seen.bulkhead) = (seen.breaker.as_deref().map(own), seen.bulkhead.as_deref().map(own));
    (returned, seen)
}

#[dyno::test(paused)]
async fn every_order_does_the_same_and_looks_the_same() {
    let bundle = Stock { call: |what| Box::pin(bundle::stock(what)), metrics: bundle::stock::metrics };
    let (returned, seen) = play("bundle", bundle).await;
    let (ok, last) = ("Ok(1)", "Ok(7)");
    assert_eq!(returned, [ok, last, "Err(Unknown)", ok, last, last, last, last, last, last]);
    let calls = seen.totals.calls;
    assert_eq!((calls.success, calls.failure, calls.timeout, calls.rejected), (2, 3, 2, 2), "{calls:#?}");

    assert_eq!(ORDERS.len(), 24);
    for (module, stock) in ORDERS {
        let (woven_returned, woven_seen) = play(module, *stock).await;
        assert_eq!(woven_returned, returned, "{module}");
        assert_eq!(format!("{woven_seen:#?}"), format!("{seen:#?}"), "{module}");
    }
}
