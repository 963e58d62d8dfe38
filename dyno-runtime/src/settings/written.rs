//! How values are written: durations as `2s`, rates as `50%`, what is not set as `off`.

use std::time::Duration;

/// A value that files and pages write as text.
pub(crate) trait Text: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Result<Self, String>;

    /// The same as a number, where it is one.
    fn number(&self) -> Option<u64> {
        None
    }
}

impl Text for Duration {
    fn write(&self) -> String {
        if *self == Self::MAX {
            return "never".to_owned();
        }
        humantime::format_duration(*self).to_string().replace(' ', "")
    }

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self::MAX),
            _ => humantime::parse_duration(text)
                .map_err(|error| format!("`{text}` is no duration such as `2s` or `500ms`: {error}")),
        }
    }
}

/// A share in 0.0..=1.0.
impl Text for f64 {
    fn write(&self) -> String {
        if !self.is_finite() {
            return self.to_string();
        }
        let (sign, text) = (if *self < 0.0 { "-" } else { "" }, self.abs().to_string());
        // The point is moved and not the number multiplied, so that what is written is read as it was.
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let part = format!("{part:0<2}");
        let (percent, part) = part.split_at(2);
        let percent = format!("{whole}{percent}");
        let percent = match percent.trim_start_matches('0') {
            "" => "0",
            percent => percent,
        };
        if part.is_empty() { format!("{sign}{percent}%") } else { format!("{sign}{percent}.{part}%") }
    }

    fn read(text: &str) -> Result<Self, String> {
        let percent = text.strip_suffix('%').map(str::trim);
        // A whole number may be meant as percent.
        let is_plain = text.contains('.') && text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
        percent
            .and_then(|percent| format!("{percent}e-2").parse().ok())
            .or_else(|| text.parse().ok().filter(|_| is_plain))
            .ok_or_else(|| format!("`{text}` is no share such as `50%` or `0.5`"))
    }
}

impl Text for u32 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Result<Self, String> {
        let plain = text.replace('_', "");
        plain.parse().map_err(|_| format!("`{text}` is no whole number from 0 to {}", Self::MAX))
    }

    fn number(&self) -> Option<u64> {
        Some(u64::from(*self))
    }
}

impl Text for bool {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("`{text}` is neither `true` nor `false`"))
    }
}

/// A name.
impl Text for String {
    fn write(&self) -> String {
        self.clone()
    }

    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl<T: Text> Text for Option<T> {
    fn write(&self) -> String {
        self.as_ref().map_or_else(|| "off".to_owned(), T::write)
    }

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(None),
            _ => T::read(text).map(Some),
        }
    }

    fn number(&self) -> Option<u64> {
        self.as_ref().and_then(T::number)
    }
}

/// `#[serde(with = "text")]` for all of them; numbers may also stand bare.
pub(crate) mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Text;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Whole(u64),
        Share(f64),
    }

    pub(crate) fn serialize<T: Text, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        match value.number() {
            Some(number) => serializer.serialize_u64(number),
            None => serializer.serialize_str(&value.write()),
        }
    }

    pub(crate) fn deserialize<'de, T: Text, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Whole(number) => number.to_string(),
            Written::Share(share) => share.write(),
        };
        T::read(&text).map_err(D::Error::custom)
    }
}
