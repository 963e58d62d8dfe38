//! Who changes what, why, and for how long.

use std::panic::Location;
use std::time::Duration;

use crate::config::steer::PLACE;
use crate::config::steer::error::SteerError;
use crate::settings::{Entry, Value};

/// How long a name, a reason and a value may be, in bytes.
const WHO: usize = 200;
const WHY: usize = 2_000;
const VALUE: usize = 2_000;

/// Settings of something, each with what it shall be, and what it is expected to be.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) set: Vec<(String, String)>,
    pub(super) expected: Vec<(String, String)>,
}

/// Who changes something, why, and for how long.
#[derive(Clone, Debug)]
pub(in crate::config) struct Signed {
    pub(super) who: String,
    pub(super) why: String,
    pub(super) time: Option<Duration>,
    place: String,
}

impl Signed {
    pub(in crate::config) fn at(caller: &Location<'_>) -> Self {
        let place = format!("{}:{}", caller.file(), caller.line());
        Self { who: String::new(), why: String::new(), time: None, place }
    }

    pub(in crate::config) fn by(mut self, who: String) -> Self {
        self.who = who;
        self
    }

    pub(in crate::config) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The place in the program, where nobody says another name.
    pub(super) fn who(&self) -> String {
        if self.who.trim().is_empty() { self.place.clone() } else { self.who.clone() }
    }

    /// Refuses what would be over before it begins.
    pub(super) fn check_time(&self) -> Result<(), SteerError> {
        if self.time.is_some_and(|time| time.is_zero()) { Err(SteerError::NoTimeAtAll) } else { Ok(()) }
    }

    /// Refuses whoever does not say why.
    pub(super) fn check(&self) -> Result<(), SteerError> {
        self.check_time()?;
        fit(&self.who, &self.why)?;
        // Dots, blanks and what is not seen are no reason.
        if self.why.chars().any(char::is_alphanumeric) { Ok(()) } else { Err(SteerError::NoReason) }
    }
}

impl Wanted {
    /// Refuses what is nothing, or too much.
    pub(super) fn check(&self) -> Result<(), SteerError> {
        let Self { set, expected, .. } = self;
        if set.is_empty() {
            return Err(SteerError::Nothing);
        }
        set.iter().chain(expected).try_for_each(|(_, value)| fits("a value", value, VALUE))
    }

    pub(super) fn entries(of: &[(String, String)]) -> Vec<Entry> {
        let entry = |(key, value): &(String, String)| Entry {
            key: key.clone(),
            value: Value::Text(value.clone()),
            place: PLACE.to_owned(),
            value_place: PLACE.to_owned(),
        };
        of.iter().map(entry).collect()
    }
}

/// Refuses names and reasons that nobody reads to their end.
fn fit(who: &str, why: &str) -> Result<(), SteerError> {
    fits("the name of whoever does it", who, WHO)?;
    fits("the reason", why, WHY)
}

fn fits(what: &'static str, text: &str, limit: usize) -> Result<(), SteerError> {
    if text.len() <= limit { Ok(()) } else { Err(SteerError::TooLong { what, limit }) }
}
