//! A wait for what somebody else makes.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::cache::asked::{Known, Why};
use crate::cache::chain::{Awaiting, Chain};
use crate::cache::entry::Entry;
use crate::cache::flight::Turn;
use crate::cache::life::Cost;
use crate::cache::making::Making;
use crate::cache::shared::Shared;
use crate::cache::store::Flown;

/// A wait for what somebody makes. Cancel safe: dropped, it waits no more.
#[derive(Debug)]
pub struct Waiting<K, V> {
    shared: Arc<Shared<K, V>>,
    pub(super) flown: Arc<Flown<K, V>>,
    who: u64,
    before: Option<Cost>,
    /// What is served if that fails.
    pub(super) present: Option<Arc<Entry<K, V>>>,
    awaiting: Option<Awaiting>,
}

impl<K, V> Waiting<K, V> {
    pub(super) fn new(
        shared: Arc<Shared<K, V>>,
        flown: Arc<Flown<K, V>>,
        who: u64,
        before: Option<Cost>,
        present: Option<Arc<Entry<K, V>>>,
    ) -> Self {
        Self { shared, flown, who, before, present, awaiting: None }
    }

    /// Tells whether it is not a wait for what waits for it. Whoever is about to wait for that sees it from now on.
    pub(super) fn can_end(&mut self) -> bool {
        self.awaiting = Chain::here().awaits(&self.flown.node);
        self.awaiting.is_some()
    }
}

impl<K, V> Future for Waiting<K, V> {
    type Output = Known<K, V>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Known<K, V>> {
        let Self { shared, flown, who, before, present, awaiting: _ } = &*self;
        let now = shared.core.now();
        flown.flight.poll(*who, now, cx.waker()).map(|turn| match turn {
            Turn::Landed(Ok(entry)) => Known::found(entry),
            Turn::Landed(Err(failure)) => match present {
                Some(present) => {
                    shared.core.counters.rescued();
                    Known::Given(Ok(present.clone()))
                }
                None => Known::Given(Err(failure)),
            },
            Turn::Leads(leader) => {
                let (shared, flown, present) = (shared.clone(), flown.clone(), present.clone());
                Known::Makes(Making::new(shared, flown, leader, now, *before, Why::Missing, present))
            }
        })
    }
}

impl<K, V> Drop for Waiting<K, V> {
    fn drop(&mut self) {
        self.shared.store.give_up(&self.flown, self.who);
    }
}
