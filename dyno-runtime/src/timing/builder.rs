//! Builds a timer.

use crate::clock::Clock;
use crate::registry::Registry;
use crate::sync::Mutex;
use crate::timing::Timer;
use crate::timing::branch::{Branch, Shared};
use crate::timing::snapshot::in_micros;
use crate::timing::state::Log;

/// Builds a [`Timer`].
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct TimerBuilder {
    events: usize,
    clock: Option<Clock>,
}

impl TimerBuilder {
    /// Keeps so many intervals and marks, the first ones. Default: 1,024.
    pub fn events(mut self, most: usize) -> Self {
        self.events = most;
        self
    }

    /// Reads this clock. Default: that of the registry in scope.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// Builds it.
    #[must_use]
    pub fn build(self) -> Timer {
        let clock = self.clock.unwrap_or_else(|| Registry::current().clock().clone());
        let (built, log) = (clock.now(), Mutex::new(Log::new(self.events)));
        let began = in_micros(clock.since_1970(built));
        Timer(Some(Branch::new(Shared { clock, built, began, log }.into(), None)))
    }
}

impl Default for TimerBuilder {
    fn default() -> Self {
        Self { events: 1_024, clock: None }
    }
}
