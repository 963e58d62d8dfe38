//! Where the time of a request goes: what is asked for at the same time, what is computed, and what a task of its own still does when the answer
//! is there. No function takes a timer.
//!
//! `cargo run --example timing`

use std::time::Duration;

use dyno::{Submit, Timer, TimingLayer, command, mark, time};
use tokio::time::sleep;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[command(timeout = 1s)]
async fn stock(sku: u32) -> Result<u32, dyno::Error> {
    time!(format!("stock of {sku}"), {
        sleep(Duration::from_millis(u64::from(sku))).await;
        mark("the warehouse has answered");
    });
    Ok(7)
}

#[command]
async fn remember(text: String) -> usize {
    time!("remember", { sleep(Duration::from_millis(5)).await });
    text.len()
}

fn render(stocks: [u32; 2]) -> String {
    // As a crate does that knows of tracing alone.
    let _span = tracing::info_span!("render", rows = stocks.len()).entered();
    tracing::info!("no template, {} rows by hand", stocks.len());
    stocks.iter().flat_map(|stock| (0..*stock * 1_000).map(|row| format!("<li>{row}"))).collect()
}

async fn page() -> Result<usize, dyno::Error> {
    let stocks = time!("Deps", {
        // Branches that are at work at the same time, each of them given the timer.
        let here = Timer::current();
        let (rake, spade) = tokio::join!(here.run(stock(12)), here.run(stock(17)));
        [rake?, spade?]
    });
    let text = time!("Render: page", { render(stocks) });
    // Takes the timer along by itself.
    remember(text).submit().await
}

#[tokio::main]
async fn main() -> Result<(), dyno::Error> {
    tracing_subscriber::registry().with(TimingLayer::new().with_filter(LevelFilter::INFO)).init();

    let timer = Timer::new();
    let length = timer.run(async { time!("Request: GET /", { page().await }) }).await?;
    println!("{length} bytes; after the time that each took, that of the processor:\n\n{timer:#}");
    let slowest = timer.snapshot().events.into_iter().filter(|event| event.depth > 1).max_by_key(|event| event.took);
    assert!(slowest.is_some_and(|event| event.name == "stock of 17"));
    Ok(())
}
