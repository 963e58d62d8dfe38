//! What becomes of whoever asks: there is a value, it makes one, or it waits for the one that somebody makes.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::cache::again::looking_again;
use crate::cache::entry::Entry;
use crate::cache::life::Cost;
use crate::cache::making::Making;
use crate::cache::rescue::Rescue;
use crate::cache::shared::Shared;
use crate::cache::store::Landed;
use crate::cache::waiting::Waiting;
use crate::sync::block_on;

/// What becomes of whoever asks.
#[derive(Debug)]
pub enum Asked<K, V> {
    /// It is known at once.
    Known(Known<K, V>),
    /// It waits for what somebody else makes.
    Waits(Waiting<K, V>),
}

/// What has become of whoever asked.
#[derive(Debug)]
pub enum Known<K, V> {
    /// There is an entry with a value, or it is known why there is none.
    Given(Landed<K, V>),
    /// It makes one.
    Makes(Making<K, V>),
}

/// Why a value is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// There is none that may be served.
    Missing,
    /// It will expire.
    Due,
    /// It has expired, and may be served for now.
    Stale,
}

/// What whoever finds nothing good brings along, whether it makes a value or waits for one.
#[derive(Debug)]
pub(super) struct Asks<K, V> {
    pub(super) shared: Arc<Shared<K, V>>,
    /// What the makings before took.
    pub(super) before: Option<Cost>,
    /// What is served if there is no other.
    pub(super) present: Option<Arc<Entry<K, V>>>,
    /// How long a making may take.
    pub(super) limit: Option<Duration>,
}

impl<K, V> Asks<K, V> {
    pub(super) fn rescue(&self, why: Why) -> Option<Rescue<K, V>> {
        self.present.as_ref().map(|present| Rescue::new(&self.shared, present, why != Why::Missing))
    }
}

impl<K, V> Clone for Asks<K, V> {
    fn clone(&self) -> Self {
        let Self { shared, present, before, limit } = self;
        Self { shared: shared.clone(), present: present.clone(), before: *before, limit: *limit }
    }
}

impl<K, V> Asked<K, V> {
    /// What is kept: a value, or an error.
    pub(crate) fn found(entry: Arc<Entry<K, V>>) -> Self {
        Self::Known(Known::found(entry))
    }

    /// Waits until it is known. Cancel safe.
    pub(crate) async fn known(self) -> Known<K, V> {
        match self {
            Self::Known(known) => known,
            Self::Waits(waits) => waits.await,
        }
    }

    /// The same on this thread, which blocks.
    pub(crate) fn known_here(self) -> Known<K, V> {
        match self {
            Self::Known(known) => known,
            Self::Waits(mut waits) => {
                waits.blocks = true;
                let mut waits = pin!(waits);
                block_on(|cx| match looking_again(|| waits.as_mut().poll(cx)) {
                    (Poll::Ready(known), _) => ControlFlow::Break(known),
                    (Poll::Pending, again) => ControlFlow::Continue(again),
                })
            }
        }
    }
}

impl<K, V> Known<K, V> {
    /// What is kept: a value, or an error.
    pub(super) fn found(entry: Arc<Entry<K, V>>) -> Self {
        Self::Given(match &entry.made {
            Ok(_) => Ok(entry),
            Err(failure) => Err((**failure).clone()),
        })
    }
}
