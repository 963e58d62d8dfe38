//! A wait for what somebody else makes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::cache::asked::{Asks, Known, Why};
use crate::cache::failure::Failure;
use crate::cache::flight::Turn;
use crate::cache::making::Making;
use crate::cache::rescue::is_last;
use crate::cache::store::Flown;
use crate::chain::{Awaiting, Chain};

/// A wait for what somebody makes. Cancel safe: dropped, it waits no more.
#[derive(Debug)]
pub struct Waiting<K, V> {
    asks: Asks<K, V>,
    pub(super) flown: Arc<Flown<K, V>>,
    who: u64,
    /// Whether it blocks a thread, where nobody ends it in time.
    pub(super) blocks: bool,
    awaiting: Option<Awaiting>,
}

impl<K, V> Waiting<K, V> {
    pub(super) fn new(asks: Asks<K, V>, flown: Arc<Flown<K, V>>, who: u64) -> Self {
        Self { asks, flown, who, blocks: false, awaiting: None }
    }

    /// Tells whether it is not a wait for what waits for it. Whoever is about to wait for that sees it from now on.
    pub(super) fn can_end(&mut self) -> bool {
        self.awaiting = Chain::here().awaits(&self.flown.node).ok();
        self.awaiting.is_some()
    }
}

impl<K, V> Future for Waiting<K, V> {
    type Output = Known<K, V>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Known<K, V>> {
        let Self { asks, flown, who, blocks, awaiting: _ } = &*self;
        let now = asks.shared.core.now();
        let rescued = |or: Option<Failure>| match (asks.rescue(), or) {
            (Some(rescue), _) => Poll::Ready(Known::Given(Ok(rescue.serve()))),
            (None, Some(failure)) => Poll::Ready(Known::Given(Err(failure))),
            (None, None) => Poll::Pending,
        };
        let is_last = !*blocks && is_last();
        // A making is not begun by whoever has no time left for it.
        match flown.flight.poll(*who, now, cx.waker(), !is_last) {
            Poll::Ready(Turn::Landed(Ok(entry))) => Poll::Ready(Known::found(entry)),
            Poll::Ready(Turn::Landed(Err(failure))) => rescued(Some(failure)),
            Poll::Ready(Turn::Leads(leader)) => {
                Poll::Ready(Known::Makes(Making::new(asks.clone(), flown.clone(), leader, now, Why::Missing)))
            }
            Poll::Pending if is_last => rescued(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<K, V> Drop for Waiting<K, V> {
    fn drop(&mut self) {
        self.asks.shared.store.give_up(&self.flown, self.who);
    }
}
