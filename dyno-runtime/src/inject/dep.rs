//! A dependency that is read where it is.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::inject::bound::Bound;
use crate::sync::Guard;

/// A dependency, as it was when it was resolved. It counts no reference, so it is cheaper than an `Arc` to take and to drop, for
/// all threads together: take it for what a call needs until it ends. More than seven held at once by a thread cost as much as an
/// `Arc`. Whoever holds it has what was there, whatever is swapped meanwhile.
///
/// ```standalone_crate
/// use std::sync::Arc;
/// use dyno::{Dep, Error, Registry, inject};
///
/// trait Clock: Send + Sync {
///     fn hour(&self) -> u8;
/// }
/// # struct Noon; impl Clock for Noon { fn hour(&self) -> u8 { 12 } }
///
/// #[inject]
/// fn greeting(#[inject] clock: Dep<dyn Clock>) -> Result<&'static str, Error> {
///     Ok(if clock.hour() < 18 { "good day" } else { "good evening" })
/// }
///
/// dyno::provide::<dyn Clock>(Arc::new(Noon))?;
/// assert_eq!(greeting()?, "good day");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Dep<T: ?Sized>(Held<T>);

enum Held<T: ?Sized> {
    InPlace(Guard<Option<Arc<Bound<T>>>>),
    Shared(Arc<T>),
}

impl<T: ?Sized> Dep<T> {
    /// Takes what a slot holds, if it holds anything.
    #[inline]
    pub(super) fn of(guard: Guard<Option<Arc<Bound<T>>>>) -> Option<Self> {
        guard.is_some().then(|| Self(Held::InPlace(guard)))
    }

    /// Gives it in an `Arc` of its own.
    #[must_use]
    pub fn to_arc(&self) -> Arc<T> {
        self.arc().clone()
    }

    #[inline]
    fn arc(&self) -> &Arc<T> {
        match &self.0 {
            Held::InPlace(guard) => match &**guard {
                Some(bound) => &bound.value,
                None => unreachable!("it was there when this was made, and stays as long"),
            },
            Held::Shared(value) => value,
        }
    }
}

impl<T: ?Sized> Deref for Dep<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.arc()
    }
}

impl<T: ?Sized> Clone for Dep<T> {
    fn clone(&self) -> Self {
        self.to_arc().into()
    }
}

impl<T: ?Sized> From<Arc<T>> for Dep<T> {
    fn from(value: Arc<T>) -> Self {
        Self(Held::Shared(value))
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Dep<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
