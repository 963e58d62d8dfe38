//! All that stands on the stage: a shop, its two warehouses, two more for those who insist, and the customers of each outage.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, interval};

use crate::client::Client;
use crate::insist::Insistent;
use crate::load::Customers;
use crate::report::{Report, Retries, Reviews, Side};
use crate::screen::{Scene, Screen};
use crate::server::Server;
use crate::warehouse::{self, Mood, Warehouse};
use crate::{calls, operator, shop};

/// How often there is something new to see.
const FRAME: Duration = Duration::from_millis(100);

/// The servers. All warehouses are in the same mood at the same time.
pub(crate) struct Stage {
    mood: watch::Sender<Mood>,
    guarded: Warehouse,
    bare: Warehouse,
    insisted: [Warehouse; 2],
    insisting: [Arc<Client>; 2],
    shop: Server,
}

impl Stage {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let (mood, told) = watch::channel(Mood::Up);
        let guarded = Warehouse::open(told.clone()).await?;
        let bare = Warehouse::open(told.clone()).await?;
        let insisted = [Warehouse::open(told.clone()).await?, Warehouse::open(told).await?];
        let insisting = [Client::new(insisted[0].url())?, Client::new(insisted[1].url())?].map(Arc::new);
        let shop = Server::open(shop::app(Client::new(guarded.url())?, Client::new(bare.url())?)).await?;
        Ok(Self { mood, guarded, bare, insisted, insisting, shop })
    }

    /// Plays one outage, to its end or until it is `interrupted`.
    pub(crate) async fn outage(&self, screen: &mut Screen, interrupted: impl Future) -> anyhow::Result<Report> {
        let guarded = Customers::of(format!("{}/products", self.shop.url()))?;
        let bare = Customers::of(format!("{}/bare/products", self.shop.url()))?;
        let insistent = Insistent::of(&self.insisting, self.mood.subscribe());
        let (before, reviews_before) = (self.dead_calls(), reviews());

        let began = Instant::now();
        let closing = began + warehouse::length();
        let play = async {
            let play = warehouse::play(&self.mood);
            tokio::join!(play, guarded.come(closing), bare.come(closing), insistent.come(closing)).0
        };
        let (mut play, mut interrupted, mut operator) =
            (pin!(play), pin!(interrupted), pin!(operator::double_threads()));
        let mut is_watched = true;
        let mut frames = interval(FRAME);
        let back = loop {
            tokio::select! {
                back = &mut play => break Some(back),
                _ = &mut interrupted => break None,
                doubled = &mut operator, if is_watched => {
                    is_watched = false;
                    if let Some([before, after]) = doubled? {
                        screen.note(format!("operator: {before}"));
                        screen.note(format!("doubled: {after}"));
                    }
                }
                _ = frames.tick() => {
                    let mood = *self.mood.borrow();
                    screen.draw(&Scene { began, mood, guarded: &guarded, bare: &bare });
                }
            }
        };

        let now = self.dead_calls();
        let sent = |place: usize| now[place] - before[place];
        let guarded = Side::of(&guarded.visits(), sent(0), back);
        let bare = Side::of(&bare.visits(), sent(1), back);
        let reviews = reviews();
        let reviews = Reviews {
            stale: reviews.stale - reviews_before.stale,
            by_fallback: reviews.by_fallback - reviews_before.by_fallback,
        };
        let retries = Retries { calls: insistent.dead_calls(), budgeted: sent(2), unbudgeted: sent(3) };
        Ok(match back {
            Some(_) => Report::of_whole(guarded, bare, reviews, retries, calls::stock::breaker().settings().open_for),
            None => Report::of_part(guarded, bare, reviews, retries),
        })
    }

    /// Counts who has asked while it was slow or down: guarded, bare, within a budget, without one.
    fn dead_calls(&self) -> [u64; 4] {
        let [budgeted, unbudgeted] = &self.insisted;
        [&self.guarded, &self.bare, budgeted, unbudgeted].map(Warehouse::dead_calls)
    }

    /// Closes the servers, those who ask before those who are asked.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.shop.close().await?;
        self.guarded.close().await?;
        self.bare.close().await?;
        for insisted in self.insisted {
            insisted.close().await?;
        }
        Ok(())
    }
}

/// Counts what was served instead of an answer so far: while the breaker is open at once, else when the warehouse has failed.
fn reviews() -> Reviews {
    let metrics = calls::reviews::metrics();
    let stale = metrics.cache.map_or(0, |cache| cache.stale + cache.rescued);
    Reviews { stale, by_fallback: metrics.totals.fallback_success }
}
