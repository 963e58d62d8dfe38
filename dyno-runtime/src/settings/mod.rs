//! What policies are set to: plain data, validated as a whole, changed while running.

mod editing;
mod entry;
mod field;
mod form;
mod layers;
mod live;
mod origin;
mod over;
mod set_to;
mod sheet;
mod written;

use std::sync::Arc;

use crate::error::SettingsError;

pub(crate) use self::entry::{Entry, Value};
pub(crate) use self::field::{Field, Fields};
pub(crate) use self::form::Form;
pub(crate) use self::layers::{Layer, Layers};
pub(crate) use self::live::{AnyLive, Follow, Kept, Live, configure, is_loading, nothing_is_loaded};
pub use self::origin::Origin;
#[cfg(feature = "command")]
pub(crate) use self::over::Acting;
pub(crate) use self::over::{Hand, Over};
pub(crate) use self::set_to::SetTo;
pub(crate) use self::sheet::{Section, Sheet};
pub(crate) use self::written::{Text, text};

/// Settings of one policy.
pub(crate) trait Settings: Clone + Default + PartialEq {
    /// The word of the attribute, by which sources and errors call such a policy.
    const KIND: &'static str;

    /// Finds the first value that cannot be; `subject` says whose settings these are.
    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError>;

    /// Hands out all of them by their names, in the order of the documentation.
    fn fields(&mut self) -> Fields<'_>;

    /// Writes them as attributes do: each name with its value.
    fn written(&self) -> Vec<(&'static str, String)> {
        self.clone().fields().into_iter().map(|(setting, field)| (setting, field.write())).collect()
    }

    /// Names what has them.
    fn subject(name: &str) -> Arc<str> {
        format!("{} `{name}`", Self::KIND).into()
    }
}

/// Complains unless `holds`.
pub(crate) fn require(
    holds: bool,
    subject: &Arc<str>,
    setting: &'static str,
    given: String,
    expected: &'static str,
) -> Result<(), SettingsError> {
    if holds {
        return Ok(());
    }
    Err(SettingsError::OutOfRange { subject: subject.clone(), setting, given, expected })
}
