//! What policies are set to: plain data, validated as a whole, changed while running.

mod form;
mod origin;
mod written;

use std::sync::Arc;

use crate::error::SettingsError;

pub(crate) use self::form::Form;
pub use self::origin::Origin;
pub(crate) use self::origin::Origins;
pub(crate) use self::written::{Text, text};

/// Settings of one policy.
pub(crate) trait Settings: Clone + PartialEq {
    /// Finds the first value that cannot be; `subject` says whose settings these are.
    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError>;

    /// Writes them as attributes do: each name with its value, in the order of the documentation.
    fn written(&self) -> Vec<(&'static str, String)>;
}

/// Changes settings as a whole or not at all. `edit` is user code and runs on a copy without a lock; when somebody else
/// changed them meanwhile (`write` says so by returning false), it runs again on what they are now.
pub(crate) fn change<S: Settings>(
    read: impl Fn() -> S,
    mut edit: impl FnMut(&mut S),
    check: impl Fn(&S) -> Result<(), SettingsError>,
    write: impl Fn(&S, &S) -> bool,
) -> Result<(), SettingsError> {
    loop {
        let before = read();
        let mut after = before.clone();
        edit(&mut after);
        check(&after)?;
        if write(&before, &after) {
            return Ok(());
        }
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
