//! What is swapped in for a while.

use std::fmt;
use std::sync::Arc;

use crate::inject::bound::Bound;
use crate::inject::core::Core;

/// Keeps what was swapped in, until it is dropped.
#[must_use = "what was swapped in is taken out again when the guard is dropped"]
pub struct Swapped {
    slot: Arc<dyn TakeOff>,
    number: u64,
}

trait TakeOff: Send + Sync {
    fn take_off(&self, number: u64);
}

impl<T: ?Sized + Send + Sync + 'static> TakeOff for Core<T> {
    fn take_off(&self, number: u64) {
        self.take_off(number);
    }
}

impl Swapped {
    pub(super) fn new<T: ?Sized + Send + Sync + 'static>(slot: &Arc<Core<T>>, bound: Bound<T>) -> Self {
        let number = slot.put_on(bound);
        Self { slot: slot.clone(), number }
    }
}

impl Drop for Swapped {
    fn drop(&mut self) {
        self.slot.take_off(self.number);
    }
}

impl fmt::Debug for Swapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Swapped").finish_non_exhaustive()
    }
}
