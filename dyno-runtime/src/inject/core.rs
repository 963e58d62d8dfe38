//! What is in a slot: what was provided, and what is swapped in for a while.

use std::any::{Any, type_name};
use std::mem::{replace, take};
use std::panic::Location;
use std::sync::Arc;

use arc_swap::{ArcSwapOption, Guard};

use crate::inject::changes::Changes;
use crate::registry::Shelved;
use crate::sync::{Mutex, lock};

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    pub(super) place: &'static Location<'static>,
}

/// One slot of one registry.
pub(super) struct Core<T: ?Sized> {
    /// What whoever resolves gets. Written under the lock alone.
    current: ArcSwapOption<Bound<T>>,
    written: Mutex<Written<T>>,
    changes: Changes,
}

/// What the present value follows from: the last swap that is in force, else what was provided.
struct Written<T: ?Sized> {
    provided: Option<Arc<Bound<T>>>,
    swaps: Vec<(u64, Arc<Bound<T>>)>,
    swapped: u64,
}

impl<T: ?Sized> Written<T> {
    fn current(&self) -> Option<&Arc<Bound<T>>> {
        self.swaps.last().map(|(_, bound)| bound).or(self.provided.as_ref())
    }
}

impl<T: ?Sized + Send + Sync + 'static> Core<T> {
    pub(super) fn new() -> Self {
        let written = Written { provided: None, swaps: Vec::new(), swapped: 0 };
        Self { current: ArcSwapOption::empty(), written: Mutex::new(written), changes: Changes::default() }
    }

    /// Gives what is there, without a lock.
    #[inline]
    pub(super) fn load(&self) -> Guard<Option<Arc<Bound<T>>>> {
        self.current.load()
    }

    pub(super) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Provides a value where none is.
    ///
    /// # Errors
    ///
    /// Gives the place where the one that is there was provided.
    pub(super) fn provide(&self, new: Bound<T>) -> Result<(), &'static Location<'static>> {
        self.write(|written| {
            if let Some(first) = &written.provided {
                // Not dropped in here: it is the user's.
                return Err((first.place, new));
            }
            written.provided = Some(Arc::new(new));
            Ok(())
        })
        .map_err(|(place, _)| place)
    }

    /// Provides a value or none, whatever was there, which it gives back.
    pub(super) fn replace(&self, new: Option<Bound<T>>) -> Option<Arc<T>> {
        let new = new.map(Arc::new);
        let old = self.write(|written| replace(&mut written.provided, new));
        old.map(|old| old.value.clone())
    }

    /// Puts a value above what was provided, until it is taken off by the number that it gives.
    pub(super) fn put_on(&self, new: Bound<T>) -> u64 {
        let new = Arc::new(new);
        self.write(|written| {
            written.swapped += 1;
            written.swaps.push((written.swapped, new));
            written.swapped
        })
    }

    /// Takes one off, wherever it stands by now.
    pub(super) fn take_off(&self, number: u64) {
        // Dropped out here: it is the user's.
        let _off = self.write(|written| {
            let at = written.swaps.iter().position(|(known, _)| *known == number)?;
            Some(written.swaps.remove(at))
        });
    }

    /// Writes, and shows what follows from it. What is dropped by that is the user's, so it is dropped when the lock is not held.
    fn write<R>(&self, write: impl FnOnce(&mut Written<T>) -> R) -> R {
        let (result, before) = {
            let mut written = lock(&self.written);
            let result = write(&mut written);
            let current = written.current().cloned();
            let is_same = match (&current, &*self.current.load()) {
                (Some(new), Some(old)) => Arc::ptr_eq(new, old),
                (None, None) => true,
                _ => false,
            };
            let before = if is_same { None } else { Some(self.current.swap(current)) };
            (result, before)
        };
        if before.is_some() {
            self.changes.tell();
        }
        result
    }
}

impl<T: ?Sized + Send + Sync + 'static> Shelved for Core<T> {
    fn is_empty(&self) -> bool {
        self.current.load().is_none()
    }

    fn type_name(&self) -> &'static str {
        type_name::<T>()
    }

    fn clear(&self) {
        let _all = self.write(|written| (written.provided.take(), take(&mut written.swaps)));
    }

    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
