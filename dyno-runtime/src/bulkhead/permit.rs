//! A permit of a bulkhead that is used by hand.

use std::fmt;
use std::sync::Arc;

use crate::bulkhead::shared::Shared;

/// A permit to be at work, given back when it is dropped.
///
/// ```
/// let bulkhead = dyno::Bulkhead::builder("db").permits(1).build()?;
/// let permit = bulkhead.try_acquire()?;
/// assert!(bulkhead.try_acquire().is_err());
/// drop(permit);
/// assert!(bulkhead.try_acquire().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a permit that is dropped at once is given back at once"]
pub struct BulkheadPermit<'a>(Option<Of<'a>>);

enum Of<'a> {
    Borrowed(&'a Arc<Shared>),
    Owned(Arc<Shared>),
}

impl<'a> BulkheadPermit<'a> {
    /// Takes charge of a permit that was handed out.
    #[inline]
    pub(super) fn new(bulkhead: &'a Arc<Shared>) -> Self {
        Self(Some(Of::Borrowed(bulkhead)))
    }

    /// Lets it go where the bulkhead's handle does not, such as into a task.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let bulkhead = dyno::Bulkhead::builder("mail").permits(4).build()?;
    /// let permit = bulkhead.acquire().await?.into_owned();
    /// tokio::spawn(async move {
    ///     let _permit = permit;
    ///     // .. send it
    /// });
    /// # Ok(()) }
    /// ```
    pub fn into_owned(mut self) -> BulkheadPermit<'static> {
        BulkheadPermit(self.0.take().map(|of| match of {
            Of::Borrowed(bulkhead) => Of::Owned(Arc::clone(bulkhead)),
            Of::Owned(bulkhead) => Of::Owned(bulkhead),
        }))
    }
}

impl Of<'_> {
    #[inline]
    fn bulkhead(&self) -> &Shared {
        match self {
            Self::Borrowed(bulkhead) => bulkhead,
            Self::Owned(bulkhead) => bulkhead,
        }
    }
}

impl Drop for BulkheadPermit<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(of) = &self.0 {
            of.bulkhead().leave();
        }
    }
}

impl fmt::Debug for BulkheadPermit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.as_ref().map(|of| of.bulkhead().name());
        f.debug_struct("BulkheadPermit").field("bulkhead", &name).finish()
    }
}
