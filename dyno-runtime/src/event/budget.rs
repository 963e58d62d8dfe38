//! A retry's budget that is spent.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::outcome::contained;

/// A retry has used its budget up: where no more is allowed, the last error is returned at once. Told when that begins, which is when
/// nothing was refused for 10 s before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BudgetSpent {
    /// The retry.
    pub retry: Arc<str>,
    /// Which share of calls may be tried again, in 0.0..=1.0.
    pub share: f64,
    /// How many calls were under way.
    pub under_way: u64,
}

impl BudgetSpent {
    /// Tells `tracing`. Never under a lock.
    pub(crate) fn trace(&self) {
        let Self { retry, share, under_way } = self;
        contained(|| tracing::warn!(target: "dyno", %retry, share, under_way, "the budget of a retry is spent"));
    }
}

impl fmt::Display for BudgetSpent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { retry, share, under_way } = self;
        let percent = share * 100.0;
        write!(
            f,
            "retry {retry}: its budget is spent, {percent} % of the calls, of which {under_way} are under way, and 10 more in 10 s"
        )
    }
}
