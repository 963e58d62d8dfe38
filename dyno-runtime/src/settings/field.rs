//! The settings of a policy by their names.

use crate::settings::Text;

/// One setting, whatever its type is.
pub(crate) trait Field {
    /// Writes it as attributes do.
    fn write(&self) -> String;

    /// Sets it to what is written there, or says what that should be; then it stays as it was.
    fn set(&mut self, text: &str) -> Result<(), String>;
}

impl<T: Text> Field for T {
    fn write(&self) -> String {
        Text::write(self)
    }

    fn set(&mut self, text: &str) -> Result<(), String> {
        *self = T::read(text)?;
        Ok(())
    }
}

/// The name of each setting, and where it is.
pub(crate) type Fields<'a> = Vec<(&'static str, &'a mut dyn Field)>;
