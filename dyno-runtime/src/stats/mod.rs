//! Pure counting: rolling windows, counters that each thread has for itself, and what describes numbers.

mod count;
#[cfg(feature = "stats")]
mod ewma;
#[cfg(feature = "stats")]
mod histogram;
#[cfg(any(feature = "cache", feature = "fuse"))]
mod mixed;
#[cfg(feature = "stats")]
mod moments;
mod pace;
#[cfg(any(feature = "command", feature = "stats"))]
mod rank;
mod seat;
#[cfg(any(feature = "command", feature = "stats"))]
mod slots;
mod stripes;
#[cfg(feature = "stats")]
mod summary;
#[cfg(feature = "breaker")]
mod tagged;
#[cfg(all(test, feature = "stats", not(dyno_loom)))]
mod tests;
#[cfg(feature = "stats")]
mod twofold;
mod window;

pub(crate) use self::count::Count;
#[cfg(feature = "stats")]
pub use self::ewma::Ewma;
#[cfg(feature = "stats")]
pub use self::histogram::Histogram;
#[cfg(feature = "cache")]
pub(crate) use self::mixed::STEP;
#[cfg(any(feature = "cache", feature = "fuse"))]
pub(crate) use self::mixed::mixed;
#[cfg(feature = "stats")]
pub use self::moments::Moments;
pub(crate) use self::pace::Pace;
pub(crate) use self::seat::Concern;
#[cfg(any(feature = "cache", feature = "command"))]
pub(crate) use self::seat::free_seat;
#[cfg(feature = "command")]
pub(crate) use self::slots::{OCTAVE, SLOTS, Slots, slot_of};
pub(crate) use self::stripes::{Held, Stripes};
#[cfg(feature = "stats")]
pub use self::summary::Summary;
#[cfg(feature = "breaker")]
pub(crate) use self::tagged::{Seen, Tagged};
pub(crate) use self::window::{Merge, Window};
