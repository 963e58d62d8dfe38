//! What somebody sets above all else, and who is told when code has the last word.

use std::fmt::Debug;
use std::sync::Weak;

use crate::settings::{Entry, Origin};
use crate::sync::{Mutex, lock};

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

/// Who did something to a policy that lasts, and wants to know when code does something else to it.
pub(crate) trait Acting: Debug + Send + Sync {
    /// Hears of it. This may be under a lock of the user's, so it waits for nobody.
    fn overtaken(&self);
}

/// The last who did something to a policy.
#[derive(Debug)]
pub(crate) struct Hand(Mutex<Option<Weak<dyn Acting>>>);

impl Hand {
    pub(crate) fn nobodys() -> Self {
        Self(Mutex::new(None))
    }

    #[cfg(feature = "command")]
    pub(crate) fn is_of(&self, who: Weak<dyn Acting>) {
        *lock(&self.0) = Some(who);
    }

    /// Says that code has done something by hand.
    pub(crate) fn is_overtaken(&self) {
        let who = lock(&self.0).as_ref().and_then(Weak::upgrade);
        if let Some(who) = who {
            who.overtaken();
        }
    }
}
