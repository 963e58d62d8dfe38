//! What somebody sets above all else.

use crate::settings::{Entry, Origin};

/// Settings of one policy, for a time or until they are taken back.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// Later ones have a higher number, and stand above.
    pub(crate) id: u64,
    /// The word of the attribute, such as `breaker`.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) entries: Vec<Entry>,
    pub(crate) origin: Origin,
}
