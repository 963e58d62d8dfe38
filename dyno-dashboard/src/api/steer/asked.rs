//! What is asked for, as JSON. A field that is not known is refused, so that nothing is left undone in silence.

use std::fmt;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::api::Refusal;
use crate::door;

/// The longest time for which something may be asked: beyond it, nobody waits for its end.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Other settings.
#[derive(Debug)]
pub(super) struct Overriding {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) settings: Pairs,
    pub(super) how: How,
    /// What who asks has seen.
    pub(super) expecting: Option<Pairs>,
}

/// Another state.
#[derive(Debug)]
pub(super) struct Acting {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) act: String,
    pub(super) how: How,
    /// The state that who asks has seen.
    pub(super) expecting: Option<String>,
}

/// What is to be taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Undoing {
    pub(super) id: u64,
    pub(super) by: Option<String>,
    pub(super) because: Option<String>,
}

/// Nothing but who asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Who wants it, why, and for how long.
#[derive(Debug)]
pub(super) struct How {
    by: Option<String>,
    because: Option<String>,
    time: Option<String>,
    is_dry_run: bool,
}

/// The same, read.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) by: String,
    pub(super) because: String,
    pub(super) time: Option<Duration>,
    pub(super) is_dry_run: bool,
}

/// Settings with their values as attributes write them, each once.
#[derive(Debug, Default)]
pub(super) struct Pairs(pub(super) Vec<(String, String)>);

/// Who sends no name is an operator.
pub(super) fn named(by: Option<String>) -> String {
    by.filter(|by| !by.trim().is_empty()).unwrap_or_else(|| "operator".to_owned())
}

/// Reads what was sent.
pub(super) async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    let sent = door::body(body).await?;
    let refused = |error: String| {
        let remedy = "docs/guide/dashboard.md lists the fields of each request";
        Refusal::new(StatusCode::BAD_REQUEST, format!("this cannot be read: {error}"), remedy)
    };
    // serde would take a list as well, by the order of fields, which nobody has promised.
    if !sent.trim_ascii_start().starts_with(b"{") {
        return Err(refused("it is no object of JSON".to_owned()));
    }
    serde_json::from_slice(&sent).map_err(|error| refused(error.to_string()))
}

impl How {
    pub(super) fn checked(self) -> Result<Checked, Refusal> {
        let Self { by, because, time, is_dry_run } = self;
        let time = time.map(|text| span(&text)).transpose()?;
        Ok(Checked { by: named(by), because: because.unwrap_or_default(), time, is_dry_run })
    }
}

/// Reads a time as attributes write it.
fn span(text: &str) -> Result<Duration, Refusal> {
    let refused = |error: String| {
        let remedy = "write `10m`, or leave `for` out: then it holds until it is taken back";
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error, remedy)
    };
    let time = humantime::parse_duration(text).map_err(|error| refused(format!("`{text}` is no time: {error}")))?;
    if time.is_zero() {
        return Err(refused(format!("`{text}` is no time in which anything could be so")));
    }
    if time > LONGEST {
        return Err(refused(format!("`{text}` is longer than 366 days")));
    }
    Ok(time)
}

// serde's `flatten` does not go with `deny_unknown_fields`, so both are written out as they are sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentSettings {
    kind: String,
    name: String,
    settings: Pairs,
    by: Option<String>,
    because: Option<String>,
    #[serde(rename = "for")]
    time: Option<String>,
    expecting: Option<Pairs>,
    #[serde(default)]
    dry_run: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentAct {
    kind: String,
    name: String,
    act: String,
    by: Option<String>,
    because: Option<String>,
    #[serde(rename = "for")]
    time: Option<String>,
    expecting: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

impl<'de> Deserialize<'de> for Overriding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = SentSettings::deserialize(deserializer)?;
        let SentSettings { kind, name, settings, by, because, time, expecting, dry_run: is_dry_run } = sent;
        Ok(Self { kind, name, settings, how: How { by, because, time, is_dry_run }, expecting })
    }
}

impl<'de> Deserialize<'de> for Acting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = SentAct::deserialize(deserializer)?;
        let SentAct { kind, name, act, by, because, time, expecting, dry_run: is_dry_run } = sent;
        Ok(Self { kind, name, act, how: How { by, because, time, is_dry_run }, expecting })
    }
}

/// A value as it may be sent: as text, and where it is one a number, `true` or `false`.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a value must be text as in attributes, such as \"2s\" or \"50%\", or a number, or true or false"
)]
enum Sent {
    Text(String),
    Number(u64),
    Share(f64),
    Truth(bool),
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of settings with their values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut sent: A) -> Result<Pairs, A::Error> {
                let mut pairs: Vec<(String, String)> = Vec::new();
                while let Some((setting, value)) = sent.next_entry::<String, Sent>()? {
                    if pairs.iter().any(|(known, _)| *known == setting) {
                        return Err(A::Error::custom(format_args!("`{setting}` stands there twice")));
                    }
                    let value = match value {
                        Sent::Text(text) => text,
                        Sent::Number(number) => number.to_string(),
                        // With its point, which tells a share from a percentage.
                        Sent::Share(share) => format!("{share:?}"),
                        Sent::Truth(truth) => truth.to_string(),
                    };
                    pairs.push((setting, value));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_in_attributes() {
        assert_eq!(span("10m").unwrap(), Duration::from_secs(600));
        assert_eq!(span("1h30m").unwrap(), Duration::from_secs(5400));
        for wrong in ["", "10", "0s", "-1s", "400days", "9999999999999999h", "<b>"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_setting_is_text_a_number_or_a_truth_and_stands_there_once() {
        let pairs = |text: &str| serde_json::from_str::<Pairs>(text).map(|Pairs(pairs)| pairs);
        let read = pairs("{\"a\": \"20%\", \"b\": 5, \"c\": true, \"d\": 0.2, \"e\": 1.0}").unwrap();
        let values: Vec<_> = read.iter().map(|(_, value)| &**value).collect();
        assert_eq!(values, ["20%", "5", "true", "0.2", "1.0"]);
        for wrong in ["{\"a\": 1, \"a\": 2}", "{\"a\": null}", "{\"a\": [1]}", "[]", "{\"a\": {}}"] {
            assert!(pairs(wrong).is_err(), "{wrong}");
        }
    }
}
