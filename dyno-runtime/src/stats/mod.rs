//! Pure counting: rolling windows, a histogram, and counters that each thread has for itself.

mod count;
#[cfg(feature = "command")]
mod histogram;
#[cfg(any(feature = "cache", feature = "fuse"))]
mod mixed;
mod pace;
mod seat;
mod stripes;
#[cfg(feature = "breaker")]
mod tagged;
mod window;

pub(crate) use self::count::Count;
#[cfg(feature = "command")]
pub(crate) use self::histogram::{Histogram, SLOTS, slot_of};
#[cfg(feature = "cache")]
pub(crate) use self::mixed::STEP;
#[cfg(any(feature = "cache", feature = "fuse"))]
pub(crate) use self::mixed::mixed;
pub(crate) use self::pace::Pace;
pub(crate) use self::seat::Concern;
#[cfg(any(feature = "cache", feature = "command"))]
pub(crate) use self::seat::free_seat;
pub(crate) use self::stripes::{Held, Stripes};
#[cfg(feature = "breaker")]
pub(crate) use self::tagged::{Seen, Tagged};
pub(crate) use self::window::{Merge, Window};
