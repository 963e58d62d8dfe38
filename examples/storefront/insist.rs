//! What a retry without a breaker does to a warehouse that is dead: within its budget, and without one.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use dyno::command;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};

use crate::calls::StockError;
use crate::client::{Client, Sku};
use crate::load::RATE;
use crate::warehouse::Mood;

/// Makes up to three attempts, but further ones for no more than a fifth of the calls: that is the default.
#[command(timeout = 1s, attempt_timeout = 200ms, retry(backoff = exponential(10ms)), fallback = 0)]
async fn budgeted(warehouse: &Client, sku: Sku) -> Result<u32, StockError> {
    Ok(warehouse.get("reviews", sku).await?)
}

/// The same, as it is where every caller counts to three for itself.
#[command(timeout = 1s, attempt_timeout = 200ms, retry(backoff = exponential(10ms), budget = off), fallback = 0)]
async fn unbudgeted(warehouse: &Client, sku: Sku) -> Result<u32, StockError> {
    Ok(warehouse.get("reviews", sku).await?)
}

/// Two clients that insist, as often as customers come, each with a warehouse of its own.
pub(crate) struct Insistent {
    warehouses: [Arc<Client>; 2],
    mood: watch::Receiver<Mood>,
    dead_calls: Cell<u64>,
}

impl Insistent {
    /// Asks these warehouses, the first one within a budget.
    pub(crate) fn of(warehouses: &[Arc<Client>; 2], mood: watch::Receiver<Mood>) -> Self {
        Self { warehouses: warehouses.clone(), mood, dead_calls: Cell::new(0) }
    }

    /// Asks at a constant rate until `closing` and returns when the last answer is there.
    pub(crate) async fn come(&self, closing: Instant) {
        let mut asked = JoinSet::new();
        let mut turns = interval(Duration::from_secs(1) / RATE);
        loop {
            tokio::select! {
                _ = turns.tick() => {
                    if *self.mood.borrow() != Mood::Up {
                        self.dead_calls.set(self.dead_calls.get() + 1);
                    }
                    let [within, without] = self.warehouses.clone();
                    asked.spawn(async move {
                        tokio::join!(budgeted(&within, Sku(7)), unbudgeted(&without, Sku(7)))
                    });
                }
                // The answers, or fallbacks, are of no interest: the warehouses count.
                Some(_) = asked.join_next() => {}
                () = sleep_until(closing) => break,
            }
        }
        while asked.join_next().await.is_some() {}
    }

    /// Counts how often either has called while the warehouse was dead, whatever that was in attempts.
    pub(crate) fn dead_calls(&self) -> u64 {
        self.dead_calls.get()
    }
}
