//! All that stands on the stage: a shop, its two warehouses, and the customers of each outage.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, interval};

use crate::client::Client;
use crate::load::Customers;
use crate::report::{Report, Side};
use crate::screen::{Scene, Screen};
use crate::server::Server;
use crate::warehouse::{self, Mood, Warehouse};
use crate::{calls, operator, shop};

/// How often there is something new to see.
const FRAME: Duration = Duration::from_millis(100);

/// The servers. Both warehouses are in the same mood at the same time.
pub(crate) struct Stage {
    mood: watch::Sender<Mood>,
    guarded: Warehouse,
    bare: Warehouse,
    shop: Server,
}

impl Stage {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let (mood, told) = watch::channel(Mood::Up);
        let guarded = Warehouse::open(told.clone()).await?;
        let bare = Warehouse::open(told).await?;
        let shop = Server::open(shop::app(Client::new(guarded.url())?, Client::new(bare.url())?)).await?;
        Ok(Self { mood, guarded, bare, shop })
    }

    /// Plays one outage, to its end or until it is `interrupted`.
    pub(crate) async fn outage(&self, screen: &mut Screen, interrupted: impl Future) -> anyhow::Result<Report> {
        let guarded = Customers::of(format!("{}/products", self.shop.url()))?;
        let bare = Customers::of(format!("{}/bare/products", self.shop.url()))?;
        let dead_before = (self.guarded.dead_calls(), self.bare.dead_calls());

        let began = Instant::now();
        let closing = began + warehouse::length();
        let play = async { tokio::join!(warehouse::play(&self.mood), guarded.come(closing), bare.come(closing)).0 };
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
                    let [before, after] = doubled?;
                    screen.note(format!("operator: {before}"));
                    screen.note(format!("doubled: {after}"));
                }
                _ = frames.tick() => {
                    let mood = *self.mood.borrow();
                    screen.draw(&Scene { began, mood, guarded: &guarded, bare: &bare });
                }
            }
        };

        let guarded = Side::of(&guarded.visits(), self.guarded.dead_calls() - dead_before.0, back);
        let bare = Side::of(&bare.visits(), self.bare.dead_calls() - dead_before.1, back);
        Ok(match back {
            Some(_) => Report::of_whole(guarded, bare, calls::stock::breaker().settings().open_for),
            None => Report::of_part(guarded, bare),
        })
    }

    /// Closes the servers, those who ask before those who are asked.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.shop.close().await?;
        self.guarded.close().await?;
        self.bare.close().await?;
        Ok(())
    }
}
