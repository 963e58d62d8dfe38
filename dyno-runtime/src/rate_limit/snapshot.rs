//! What there is to see of a rate limit, as plain data and in words.

use serde::{Deserialize, Serialize};

use crate::rate_limit::settings::RateLimitSettings;

/// A rate limit at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RateLimitSnapshot {
    /// Its name.
    pub name: String,
    /// How many may pass at once. Of those without a key; each key has its own.
    pub available: u32,
    /// How many keys have a bucket of their own, at most 10,000.
    pub keys: usize,
    /// How many wait for their turn.
    pub waiting: u64,
    /// How many had to wait since it was built.
    pub waited: u64,
    /// How many of those did not wait to the end.
    pub given_up: u64,
    /// How many were turned away since it was built.
    pub rejected: u64,
    /// What it is set to.
    pub settings: RateLimitSettings,
}

impl RateLimitSnapshot {
    /// Says in words and numbers who may pass.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, available, keys, waiting, waited, given_up, rejected, settings } = self;
        let burst = settings.largest_burst();
        let keys = if *keys == 0 { String::new() } else { format!("; {keys} keys have a bucket of their own") };
        format!(
            "rate limit {name}: {} and {burst} at once, {available} of them now{keys}; {waiting} wait; {rejected} were turned away and \
             {waited} had to wait since it was built, of whom {given_up} gave up",
            settings.limit
        )
    }
}
