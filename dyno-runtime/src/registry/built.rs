//! What was built, in its order, so that it can be closed in the opposite one.

use std::sync::{Arc, Weak};

use tokio::sync::Notify;

use crate::registry::shelf::{Closing, Shelved};
use crate::sync::{Mutex, lock};

/// The slots of a registry with something that was built in them.
#[derive(Default)]
pub(crate) struct Built {
    order: Arc<Mutex<Order>>,
    /// Told each time that something under way has ended.
    ended: Arc<Notify>,
    /// Held by who closes.
    closing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Order {
    is_closed: bool,
    /// The first that was built first, each with what it was built by. What one needs is built before it.
    slots: Vec<(Arc<str>, Weak<dyn Shelved>)>,
    /// What is being built.
    under_way: Vec<Arc<str>>,
}

/// Something that is being built, until this is dropped.
pub(crate) struct UnderWay {
    name: Arc<str>,
    order: Arc<Mutex<Order>>,
    ended: Arc<Notify>,
}

impl Built {
    /// Notes that something was built; tells whether the registry is open.
    pub(crate) fn add(&self, name: &Arc<str>, slot: &Arc<dyn Shelved>) -> bool {
        let mut order = lock(&self.order);
        if !order.is_closed {
            let new = Arc::downgrade(slot);
            // What was exchanged leaves nothing here.
            let is_there = |by: &Arc<str>| !Arc::ptr_eq(by, name) && slot.has_built(by);
            order.slots.retain(|(by, known)| known.strong_count() > 0 && (!known.ptr_eq(&new) || is_there(by)));
            order.slots.push((name.clone(), new));
        }
        !order.is_closed
    }

    /// Lets nothing be built any more.
    pub(crate) fn close(&self) {
        lock(&self.order).is_closed = true;
    }

    pub(crate) fn is_closed(&self) -> bool {
        lock(&self.order).is_closed
    }

    /// Notes that something is being built.
    pub(crate) fn begins(&self, name: &Arc<str>) -> UnderWay {
        lock(&self.order).under_way.push(name.clone());
        UnderWay { name: name.clone(), order: self.order.clone(), ended: self.ended.clone() }
    }

    /// What is being built.
    pub(crate) fn under_way(&self) -> Vec<Arc<str>> {
        lock(&self.order).under_way.clone()
    }

    /// What is not closed, the last that was built first, and what is being built.
    pub(crate) fn left(&self) -> Vec<Arc<str>> {
        let order = lock(&self.order);
        order.slots.iter().rev().map(|(name, _)| name).chain(&order.under_way).cloned().collect()
    }

    /// Waits until nothing is being built. Cancel safe.
    pub(crate) async fn at_rest(&self) {
        loop {
            let ended = self.ended.notified();
            if lock(&self.order).under_way.is_empty() {
                return;
            }
            ended.await;
        }
    }

    /// Waits for whoever closes, and keeps others from it.
    pub(crate) async fn alone(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.closing.lock().await
    }

    /// Takes off what was built last, and gives what closes it.
    pub(crate) fn take_last(&self) -> Option<Closing> {
        loop {
            let (name, last) = lock(&self.order).slots.pop()?;
            if let Some(closing) = last.upgrade().and_then(|slot| slot.close(&name)) {
                return Some(closing);
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        {
            let mut order = lock(&self.order);
            let mine = order.under_way.iter().position(|name| Arc::ptr_eq(name, &self.name));
            mine.map(|at| order.under_way.swap_remove(at));
        }
        self.ended.notify_waiters();
    }
}
