//! What there is to see of a retry, as plain data and in words.

use serde::{Deserialize, Serialize};

use crate::retry::settings::RetrySettings;
use crate::settings::Text;

/// A retry at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RetrySnapshot {
    /// Its name.
    pub name: String,
    /// How many further attempts its budget allowed since it was built; those without a budget are counted in their commands alone.
    pub retries: u64,
    /// How many it refused.
    pub refused: u64,
    /// How many further attempts are left of its reserve of 10, less those that are kept for earned ones which wait to begin, and besides what calls that
    /// are under way have earned; `None` where there is no budget.
    pub left: Option<u64>,
    /// What it is set to.
    pub settings: RetrySettings,
}

impl RetrySnapshot {
    /// Says in words and numbers what is left of its budget.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, retries, refused, left, settings } = self;
        let budget = match (settings.budget, left) {
            (Some(_), Some(left)) => format!(
                "{left} of 10 retries are left in the reserve of its budget of {}, which has allowed {retries} and refused {refused} since it was built",
                settings.budget.write()
            ),
            _ => "it has no budget".to_owned(),
        };
        format!("retry {name}: {} attempts at most; {budget}", settings.n)
    }
}
