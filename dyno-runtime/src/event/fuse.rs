//! A fuse that was blown or is intact again.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::printable;
use crate::outcome::contained;

/// A fuse was blown, or is intact again, or is blown for another reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FuseChange {
    /// The fuse.
    pub fuse: Arc<str>,
    /// Why it is blown; `None` is intact.
    pub blown: Option<Arc<str>>,
    /// Who did it.
    pub cause: FuseCause,
}

/// What blew a fuse, or made it intact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FuseCause {
    /// Somebody asked for it.
    ByHand,
    /// Its settings changed.
    Settings,
    /// It had been blown for a time, which is over. Told when the next call comes, when somebody asks
    /// whether it is intact, or before what is said of it next.
    Expired,
}

impl FuseChange {
    /// Tells `tracing`: a warning when calls are turned away, news otherwise. Never under a lock.
    pub(crate) fn trace(&self) {
        let Self { fuse, blown, cause } = self;
        contained(|| match blown {
            Some(reason) => {
                let reason = printable(reason);
                tracing::warn!(target: "dyno", %fuse, %reason, %cause, "fuse blown");
            }
            None => tracing::info!(target: "dyno", %fuse, %cause, "fuse intact again"),
        });
    }
}

impl fmt::Display for FuseChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fuse, blown, cause } = self;
        match blown {
            Some(reason) => write!(f, "fuse {fuse}: blown {cause} ({})", printable(reason)),
            None => write!(f, "fuse {fuse}: intact again {cause}"),
        }
    }
}

impl fmt::Display for FuseCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByHand => "by hand",
            Self::Settings => "by its settings",
            Self::Expired => "because its time was over",
        })
    }
}
