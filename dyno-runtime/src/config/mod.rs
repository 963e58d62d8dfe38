//! Settings that a source has: read, checked against all that is there, and set as a whole, while calls are in flight.

#[cfg(feature = "config-watch")]
mod folders;
mod handle;
mod living;
mod load;
mod node;
mod source;
mod start;
mod steer;
#[cfg(feature = "config")]
mod toml;
#[cfg(feature = "config-watch")]
mod watch;
mod written;

pub use self::handle::{Setting, Settings, settings};
pub use self::source::Source;
pub use self::start::{NotSetUp, Start, start};
pub use self::steer::{ActBuilder, Changed, DryRun, Finding, Override, OverrideBuilder, SteerError};
#[cfg(feature = "config-watch")]
pub use self::watch::Watching;
pub use self::written::Config;
