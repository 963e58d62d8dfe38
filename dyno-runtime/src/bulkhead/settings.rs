//! What a bulkhead is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bulkhead::word::Word;
use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a bulkhead. Builder methods and attribute options have the same names.
///
/// ```
/// let bulkhead = dyno::Bulkhead::builder("db").permits(8).build()?;
/// bulkhead.configure(|settings| settings.queue = 100)?;
/// assert_eq!(bulkhead.settings().permits, 8);
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct BulkheadSettings {
    /// How many may be at work at once, from 1 to 1,000,000,000. Default: 10.
    #[serde(with = "text")]
    pub permits: u32,
    /// How many more may wait for a permit, first come first served; whoever comes when they do is rejected. Default: 0.
    #[serde(with = "text")]
    pub queue: u32,
    /// How long each may wait; `None` is off. Default: off.
    #[serde(with = "text")]
    pub queue_timeout: Option<Duration>,
}

impl Default for BulkheadSettings {
    fn default() -> Self {
        Self { permits: 10, queue: 0, queue_timeout: None }
    }
}

impl Settings for BulkheadSettings {
    const KIND: &'static str = "bulkhead";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let Self { permits, queue_timeout, .. } = *self;
        let can_be = (1..=Word::MAX_LIMIT).contains(&permits);
        require(can_be, subject, "permits", permits.write(), "from 1 to 1,000,000,000")?;
        let positive = queue_timeout.is_none_or(|time| !time.is_zero());
        require(positive, subject, "queue_timeout", queue_timeout.write(), "longer than 0s")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![("permits", &mut self.permits), ("queue", &mut self.queue), ("queue_timeout", &mut self.queue_timeout)]
    }
}
