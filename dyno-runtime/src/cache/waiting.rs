//! A wait for what somebody else makes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::cache::again::{is_timed, look_again};
use crate::cache::asked::{Asks, Known, Why};
use crate::cache::failure::Failure;
use crate::cache::flight::{Looks, Turn};
use crate::cache::making::Making;
use crate::cache::rescue::is_last;
use crate::cache::store::Flown;
use crate::chain::{Awaiting, Chain};
use crate::clock::Moment;
#[cfg(feature = "command")]
use crate::left::Budget;

/// A wait for what somebody makes. Cancel safe: dropped, it waits no more.
#[derive(Debug)]
pub struct Waiting<K, V> {
    asks: Asks<K, V>,
    pub(super) flown: Arc<Flown<K, V>>,
    who: u64,
    /// When the time of whoever waits is up, as far as that is known, since it was looked at first.
    until: Option<Moment>,
    /// Whether it blocks a thread, where nobody ends it in time.
    pub(super) blocks: bool,
    awaiting: Option<Awaiting>,
}

impl<K, V> Waiting<K, V> {
    pub(super) fn new(asks: Asks<K, V>, flown: Arc<Flown<K, V>>, who: u64) -> Self {
        Self { asks, flown, who, until: None, blocks: false, awaiting: None }
    }

    /// Tells whether it is not a wait for what waits for it. Whoever is about to wait for that sees it from now on.
    pub(super) fn can_end(&mut self) -> bool {
        self.awaiting = Chain::here().awaits(&self.flown.node).ok();
        self.awaiting.is_some()
    }

    /// What is given where nothing was made: an old value, or why there is none.
    fn rescued(&self, or: Option<Failure>) -> Poll<Known<K, V>> {
        match (self.asks.rescue(Why::Missing), or) {
            (_, Some(failure)) if failure.is_ignored() => Poll::Ready(Known::Given(Err(failure))),
            (Some(rescue), _) => Poll::Ready(Known::Given(Ok(rescue.serve()))),
            (None, Some(failure)) => Poll::Ready(Known::Given(Err(failure))),
            (None, None) => Poll::Pending,
        }
    }
}

impl<K, V> Future for Waiting<K, V> {
    type Output = Known<K, V>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Known<K, V>> {
        let now = self.asks.shared.core.now();
        let is_new = self.until.is_none();
        let until = *self.until.get_or_insert_with(|| patience(now));
        let is_last = !self.blocks && is_last();
        // A making is not begun by whoever has no time left for it.
        let looks = Looks { now, until, limit: self.asks.limit, may_lead: !is_last, is_timed: is_timed() };
        match self.flown.flight.poll(self.who, &looks, cx.waker()) {
            Turn::Landed(Ok(entry)) => Poll::Ready(Known::found(entry)),
            Turn::Landed(Err(failure)) => self.rescued(Some(failure)),
            Turn::Leads(leader) => {
                let (asks, flown) = (self.asks.clone(), self.flown.clone());
                Poll::Ready(Known::Makes(Making::new(asks, flown, leader, now, Why::Missing)))
            }
            Turn::Waits(_) if is_last => self.rescued(None),
            Turn::Waits(again) => {
                if is_new {
                    self.asks.shared.core.counters.waits();
                }
                if let Some(again) = again {
                    look_again(again.since(now));
                }
                Poll::Pending
            }
        }
    }
}

/// Until when whoever waits here has time, which commands know.
#[cfg(feature = "command")]
fn patience(now: Moment) -> Moment {
    Budget::current().remaining().map_or(Moment::NEVER, |left| now.after(left))
}

#[cfg(not(feature = "command"))]
fn patience(_: Moment) -> Moment {
    Moment::NEVER
}

impl<K, V> Drop for Waiting<K, V> {
    fn drop(&mut self) {
        self.asks.shared.store.give_up(&self.flown, self.who);
    }
}
