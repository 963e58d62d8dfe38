//! What an operator does to a running process: settings overridden for a time, breakers and fuses by hand, caches emptied; each with a name and a
//! reason, each in a list, and each undone by one call. Why: a program is changed when it is in trouble, by several people in a hurry, and afterwards nobody
//! knows what was changed back.
//!
//! `book` is what is in force and what has happened, and the one door through which anything changes; `edit` are the builders that lead there.

mod acts;
#[cfg(feature = "config")]
mod again;
mod book;
mod draft;
mod dry;
mod due;
mod edit;
mod ended;
mod error;
mod held;
#[cfg(feature = "config")]
mod keep;
mod look;
mod rehearsed;
mod seen;
mod signed;
mod stands;

pub(in crate::config) use self::book::Book;
pub use self::dry::{DryRun, Finding};
pub use self::edit::{ActBuilder, OverrideBuilder};
pub use self::error::{Changed, SteerError};
pub use self::seen::Override;
pub(in crate::config) use self::signed::Signed;

/// What errors give for the place.
const PLACE: &str = "override";
