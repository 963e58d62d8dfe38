//! Why something was cancelled.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Why something was cancelled: a text, or an error of any type, which can be asked for by its type.
///
/// ```
/// use dyno::Reason;
///
/// let reason = Reason::from("the user went away");
/// assert_eq!(reason.to_string(), "the user went away");
///
/// let reason = Reason::from(std::fmt::Error);
/// assert!(reason.downcast_ref::<std::fmt::Error>().is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Reason(Arc<dyn Error + Send + Sync>);

impl Reason {
    /// Gives the error that was the reason, if it has this type.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Reason {
    fn from(reason: E) -> Self {
        Self(Arc::from(reason.into()))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
