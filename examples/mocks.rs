//! A service with three dependencies, tested by tests that run at once, each with its own mocks.
//!
//! `cargo run --example mocks` runs what `main` wires up; `cargo test --example mocks` runs the tests.

use std::sync::Arc;

use dyno::{command, inject};
#[cfg(test)]
use mockall::automock;

#[derive(Debug, thiserror::Error)]
enum OrderError {
    #[error("{0} left in stock")]
    SoldOut(u32),
    #[error("the card was declined")]
    Declined,
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

#[cfg_attr(test, automock)]
trait Stock: Send + Sync {
    fn left(&self, article: &str) -> u32;
}

#[cfg_attr(test, automock)]
trait Payments: Send + Sync {
    fn charge(&self, cents: u32) -> Result<u64, OrderError>;
}

#[cfg_attr(test, automock)]
trait Mail: Send + Sync {
    fn send(&self, receipt: u64);
}

/// Takes an order. Its callers write `order("rake", 1, 1250)`: what is injected is no argument of theirs.
#[command(breaker("orders", consecutive = 3))]
async fn order(
    article: &str,
    count: u32,
    cents: u32,
    #[inject] stock: Arc<dyn Stock>,
    #[inject] payments: Arc<dyn Payments>,
    #[inject] mail: Option<Arc<dyn Mail>>,
) -> Result<u64, OrderError> {
    let left = stock.left(article);
    if left < count {
        return Err(OrderError::SoldOut(left));
    }
    let receipt = payments.charge(cents)?;
    if let Some(mail) = mail {
        mail.send(receipt);
    }
    Ok(receipt)
}

/// What an article costs, kept for a while.
#[dyno::cache(ttl = 30s)]
async fn price(article: String, #[inject] stock: Arc<dyn Stock>) -> Result<u32, OrderError> {
    Ok(100 + stock.left(&article))
}

/// Says what is left, by a function that is not async.
#[inject]
fn left(article: &str, #[inject] stock: Arc<dyn Stock>) -> Result<u32, OrderError> {
    Ok(stock.left(article))
}

struct Shelf;

impl Stock for Shelf {
    fn left(&self, article: &str) -> u32 {
        u32::try_from(article.len()).unwrap_or(u32::MAX)
    }
}

struct Till;

impl Payments for Till {
    fn charge(&self, cents: u32) -> Result<u64, OrderError> {
        if cents > 100_000 { Err(OrderError::Declined) } else { Ok(u64::from(cents) + 1_000) }
    }
}

struct Console;

impl Mail for Console {
    fn send(&self, receipt: u64) {
        println!("mail: receipt {receipt}");
    }
}

/// What all of it runs with outside of tests.
fn provide() -> Result<(), dyno::SettingsError> {
    dyno::provide::<dyn Stock>(Arc::new(Shelf))?;
    dyno::provide::<dyn Payments>(Arc::new(Till))?;
    dyno::provide::<dyn Mail>(Arc::new(Console))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    provide()?;
    dyno::validate()?;
    println!("{}", order::plan());
    println!("receipt {}", order("rake", 1, 1250).await?);
    println!("{} rakes are left, at {} cents", left("rake")?, price("rake".to_owned()).await?);
    println!("{}", order("rake", 9, 11_250).await.unwrap_err());
    println!("{}", order("rake", 1, 200_000).await.unwrap_err());
    Ok(())
}

/// Eight tests that the harness runs at once. Each has its own mocks, breaker and cache, whatever the others do meanwhile.
#[cfg(test)]
mod tests {
    use super::*;

    // Fails where a function asks for something that `provide` has forgotten.
    dyno::validate_test!(|| provide().unwrap());

    /// Each test does all it does so often, so that a stranger's mock would show.
    const ROUNDS: u32 = 1_000;

    fn stock_of(left: u32) -> Arc<dyn Stock> {
        let mut stock = MockStock::new();
        stock.expect_left().returning(move |_| left);
        Arc::new(stock)
    }

    fn paid_with(receipt: u64) -> Arc<dyn Payments> {
        let mut payments = MockPayments::new();
        payments.expect_charge().returning(move |_| Ok(receipt));
        Arc::new(payments)
    }

    /// Opens its own breaker, fills its own cache, and sees its own mocks, also in what it spawns.
    async fn a_day(own: u32) {
        for round in 0..ROUNDS {
            let receipt = u64::from(own * ROUNDS + round);
            let _stock = dyno::swap(stock_of(own));
            let _payments = dyno::swap(paid_with(receipt));
            assert_eq!(order("rake", own, 1).await.unwrap(), receipt);
            assert_eq!(left("rake").unwrap(), own);
            assert_eq!(price("rake".to_owned()).await.unwrap(), 100 + own);
            let spawned = tokio::spawn(async move { order("rake", own, 1).await });
            assert_eq!(spawned.await.unwrap().unwrap(), receipt);
            let blocking = tokio::task::spawn_blocking(|| left("rake"));
            assert_eq!(blocking.await.unwrap().unwrap(), own);
        }
        assert_eq!(price::cache().stats().misses, 1);
        // Only its own calls are counted.
        assert_eq!(order::metrics().totals.calls.success, u64::from(2 * ROUNDS));
        order::breaker().trip().unwrap();
        let _stock = dyno::swap(stock_of(own));
        let _payments = dyno::swap(paid_with(0));
        assert!(matches!(order("rake", 1, 1).await, Err(OrderError::Guard(dyno::Error::Open { .. }))));
    }

    #[dyno::test]
    async fn one() {
        a_day(1).await;
    }

    #[dyno::test]
    async fn two() {
        a_day(2).await;
    }

    #[dyno::test]
    async fn three() {
        a_day(3).await;
    }

    #[dyno::test]
    async fn four() {
        a_day(4).await;
    }

    #[dyno::test(flavor = "multi_thread")]
    async fn five() {
        a_day(5).await;
    }

    #[dyno::test(flavor = "multi_thread")]
    async fn six() {
        a_day(6).await;
    }

    #[dyno::test(flavor = "multi_thread")]
    async fn seven() {
        a_day(7).await;
    }

    #[dyno::test(flavor = "multi_thread")]
    async fn eight() {
        a_day(8).await;
    }

    #[dyno::test]
    async fn whoever_pays_gets_a_receipt_by_mail() {
        let mut mail = MockMail::new();
        mail.expect_send().withf(|receipt| *receipt == 7).times(1).return_const(());
        let _mail = dyno::swap::<dyn Mail>(Arc::new(mail));
        assert_eq!(order::with("rake", 1, 1, stock_of(1), paid_with(7), None).await.unwrap(), 7);
        let _stock = dyno::swap(stock_of(1));
        let _payments = dyno::swap(paid_with(7));
        order("rake", 1, 1).await.unwrap();
    }

    #[dyno::test]
    async fn what_was_forgotten_is_named() {
        let _stock = dyno::swap(stock_of(1));
        let error = order("rake", 1, 1).await.unwrap_err().to_string();
        assert!(error.contains("dyn mocks::Payments") && error.contains("`payments`"), "{error}");
    }
}
