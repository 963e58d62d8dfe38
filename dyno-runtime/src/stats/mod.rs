//! Pure counting: rolling windows, a histogram, and a counter that belongs to a generation.

#[cfg(feature = "command")]
mod histogram;
#[cfg(feature = "breaker")]
mod tagged;
mod window;

#[cfg(feature = "command")]
pub(crate) use self::histogram::{Histogram, SLOTS, slot_of};
#[cfg(feature = "breaker")]
pub(crate) use self::tagged::Tagged;
pub(crate) use self::window::{Merge, Window};
