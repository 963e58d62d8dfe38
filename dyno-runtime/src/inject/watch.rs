//! Seeing a dependency change.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Poll, Waker};

use crate::error::Error;
use crate::inject::slot::Slot;
use crate::sync::plain::{AtomicU64, Ordering};

static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// How often a slot has changed, and how often the one that it leads to.
type Seen = (u64, Option<u64>);

/// Sees a dependency change: provided, replaced, swapped or removed, here or in a parent.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let registry = dyno::Registry::new();
/// let mut watch = registry.watch::<str>();
/// registry.provide::<str>("first".into())?;
/// registry.replace::<str>("second".into());
/// watch.changed().await;
/// assert_eq!(&*watch.get()?, "second");
/// # Ok(()) }
/// ```
pub struct Watch<T: ?Sized> {
    slot: Slot<T>,
    /// What it leads to, kept so that it is known again.
    lead: Option<Slot<T>>,
    seen: Seen,
    number: u64,
}

impl<T: ?Sized + Send + Sync + 'static> Watch<T> {
    pub(super) fn new(slot: Slot<T>) -> Self {
        let lead = slot.lead();
        let seen = count(&slot, lead.as_ref());
        Self { slot, lead, seen, number: NUMBERS.fetch_add(1, Ordering::Relaxed) }
    }

    /// Gives what is there now.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] while nothing is.
    pub fn get(&self) -> Result<Arc<T>, Error> {
        self.slot.get()
    }

    /// Waits until it has changed since this was last awaited, or since the watch began: at once, where it has already. Several changes
    /// are seen as one. Cancel safe: a change that was not seen is seen by the next.
    pub async fn changed(&mut self) {
        let mut leaving = Leaving { slots: vec![self.slot.clone()], number: self.number };
        let (seen, slot) = (self.seen, &self.slot);
        let (count, lead) = poll_fn(|cx| {
            let lead = slot.lead();
            leaving.wait(lead.clone(), cx.waker());
            // After that, so that no change comes between.
            let count = count(slot, lead.as_ref());
            if count == seen { Poll::Pending } else { Poll::Ready((count, lead)) }
        })
        .await;
        drop(leaving);
        (self.seen, self.lead) = (count, lead);
    }
}

/// Leaves those who wait, however the wait ends.
struct Leaving<T: ?Sized + Send + Sync + 'static> {
    /// The watched one, and whatever it led to meanwhile.
    slots: Vec<Slot<T>>,
    number: u64,
}

impl<T: ?Sized + Send + Sync + 'static> Leaving<T> {
    /// Waits for a change of the watched one, and of the one that it leads to.
    fn wait(&mut self, lead: Option<Slot<T>>, waker: &Waker) {
        self.leave(1);
        self.slots.truncate(1);
        self.slots.extend(lead);
        let levels = self.slots.iter().flat_map(Slot::levels);
        levels.for_each(|level| level.changes().wait(self.number, waker.clone()));
    }

    fn leave(&self, from: usize) {
        let levels = self.slots[from..].iter().flat_map(Slot::levels);
        levels.for_each(|level| level.changes().leave(self.number));
    }
}

impl<T: ?Sized + Send + Sync + 'static> Drop for Leaving<T> {
    fn drop(&mut self) {
        self.leave(0);
    }
}

impl<T: ?Sized + Send + Sync + 'static> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("slot", &self.slot).finish_non_exhaustive()
    }
}

fn count<T: ?Sized + Send + Sync + 'static>(slot: &Slot<T>, lead: Option<&Slot<T>>) -> Seen {
    let of = |slot: &Slot<T>| slot.levels().iter().map(|level| level.changes().count()).fold(0, u64::wrapping_add);
    (of(slot), lead.map(of))
}
