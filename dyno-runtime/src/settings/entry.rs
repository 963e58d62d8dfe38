//! One line of a source of settings: a name, a value, and where it stands.

use crate::settings::{Field, Text};

/// One setting as a source has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Value,
    /// `dyno.toml:3:1`, or as much of it as is known.
    pub(crate) place: String,
    /// The same of the value.
    pub(crate) value_place: String,
}

/// A value as a source has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// As attributes write it; also a whole number, and `true`.
    Text(String),
    /// A number with a point, which may be a share.
    Number(f64),
    /// What no setting is, such as `a list`.
    Other(&'static str),
}

impl Value {
    /// Sets a field, or says what it should be instead.
    pub(super) fn put(&self, field: &mut dyn Field) -> Result<(), String> {
        match self {
            Self::Text(text) => field.set(text),
            // What is no share is told with the number that stands there.
            Self::Number(number) => field.set(&Text::write(number)).or_else(|_| field.set(&number.to_string())),
            Self::Other(what) => Err(format!("this is {what}, but must be a value such as `2s`, `50%` or `5`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Value;

    #[test]
    fn a_number_is_a_share_where_there_is_one() {
        let (mut share, mut time) = (Some(0.5), Duration::ZERO);
        assert_eq!(Value::Number(0.3).put(&mut share), Ok(()));
        assert_eq!(share, Some(0.3));
        assert!(Value::Number(2.5).put(&mut time).unwrap_err().starts_with("`2.5` is no duration"));
        assert!(Value::Text("1".to_owned()).put(&mut share).is_err(), "one, or one percent?");
        assert!(Value::Other("a list").put(&mut share).unwrap_err().starts_with("this is a list"));
        assert_eq!((share, time), (Some(0.3), Duration::ZERO));
    }
}
