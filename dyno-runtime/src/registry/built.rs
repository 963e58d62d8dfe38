//! What was built, in its order, so that it can be closed in the opposite one.

use std::sync::{Arc, Weak};

use crate::registry::shelf::Shelved;
use crate::sync::{Mutex, lock};

/// The slots of a registry with something that was built in them.
#[derive(Default)]
pub(crate) struct Built(Mutex<Order>);

#[derive(Default)]
struct Order {
    is_closed: bool,
    /// The first that was built first. What one needs is built before it.
    slots: Vec<Weak<dyn Shelved>>,
}

impl Built {
    /// Notes that something was built; tells whether the registry is open.
    pub(crate) fn add(&self, slot: &Arc<dyn Shelved>) -> bool {
        let mut order = lock(&self.0);
        if !order.is_closed {
            order.slots.retain(|known| known.strong_count() > 0 && !known.ptr_eq(&Arc::downgrade(slot)));
            order.slots.push(Arc::downgrade(slot));
        }
        !order.is_closed
    }

    /// Lets nothing be built any more.
    pub(crate) fn close(&self) {
        lock(&self.0).is_closed = true;
    }

    pub(crate) fn is_closed(&self) -> bool {
        lock(&self.0).is_closed
    }

    /// Takes off what was built last.
    pub(crate) fn take_last(&self) -> Option<Arc<dyn Shelved>> {
        let mut order = lock(&self.0);
        while let Some(last) = order.slots.pop() {
            if let Some(slot) = last.upgrade() {
                return Some(slot);
            }
        }
        None
    }
}
