//! A making that failed, as those learn it who waited for it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::error::{Error, MakerFailed};

/// Why there is no value.
#[derive(Clone)]
pub enum Failure {
    /// The maker's own error: to be copied where its type can be, else its text.
    Own {
        /// A copy.
        error: Option<Arc<dyn Any + Send + Sync>>,
        /// What it says.
        text: Arc<str>,
        /// Whether it was asked not to be taken for a failure: it is an answer, and no old value is better.
        is_ignored: bool,
    },
    /// Dyno's.
    Dynos(Error),
    /// A value that was judged a failure: those who wait have it as well, and nobody keeps it.
    Judged(Arc<dyn Any + Send + Sync>, Error),
}

impl Failure {
    /// One of which nobody else learns more than the text.
    pub(crate) fn told(error: &impl fmt::Display) -> Self {
        Self::Own { error: None, text: error.to_string().into(), is_ignored: false }
    }

    /// One that others may have as it is.
    #[cfg(feature = "command")]
    pub(crate) fn shared<E: Send + Sync + 'static>(error: E, text: Option<String>) -> Self {
        Self::Own { error: Some(Arc::new(error)), text: text.unwrap_or_default().into(), is_ignored: false }
    }

    /// The same of what was not to be taken for a failure.
    #[cfg(feature = "command")]
    pub(crate) fn ignored(mut self) -> Self {
        if let Self::Own { is_ignored, .. } = &mut self {
            *is_ignored = true;
        }
        self
    }

    /// Tells whether it was not to be taken for one.
    pub(super) fn is_ignored(&self) -> bool {
        matches!(self, Self::Own { is_ignored: true, .. })
    }

    /// Its error for whoever did not make it.
    pub(crate) fn for_others(&self, cache: &Arc<str>) -> Error {
        match self {
            Self::Own { text, .. } => Error::from(MakerFailed { name: cache.clone(), message: text.clone() }),
            Self::Dynos(error) | Self::Judged(_, error) => error.clone(),
        }
    }

    /// A copy of the value, if one was judged a failure.
    #[cfg(feature = "command")]
    pub(crate) fn value<V: Clone + 'static>(&self) -> Option<V> {
        match self {
            Self::Judged(value, _) => value.downcast_ref().cloned(),
            _ => None,
        }
    }

    /// A copy of the maker's own error, if it is of that type and was meant to be copied.
    #[cfg(feature = "command")]
    pub(crate) fn own<E: Clone + 'static>(&self) -> Option<E> {
        match self {
            Self::Own { error: Some(error), .. } => error.downcast_ref().cloned(),
            _ => None,
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own { text, .. } => f.debug_tuple("Own").field(text).finish(),
            Self::Dynos(error) => f.debug_tuple("Dynos").field(error).finish(),
            Self::Judged(_, error) => f.debug_tuple("Judged").field(error).finish(),
        }
    }
}
