//! An interval that is started and stopped by hand.

use std::sync::Arc;

use crate::timing::Timer;
use crate::timing::branch::Begun;
use crate::timing::error::TimingError;

/// An interval: started and stopped by hand, as often as one likes, or ended when it is dropped. Each start is an interval of its own in
/// the tree, in which nests what is begun until it ends.
///
/// ```
/// use dyno::{Timer, TimingError};
///
/// let timer = Timer::new();
/// let mut deps = timer.interval("Deps");
/// deps.start()?;
/// assert!(matches!(deps.start(), Err(TimingError::AlreadyStarted { .. })));
/// deps.stop()?;
/// assert!(matches!(deps.stop(), Err(TimingError::AlreadyStopped { .. })));
/// assert_eq!(timer.snapshot().events.len(), 2);
/// # Ok::<(), TimingError>(())
/// ```
#[derive(Debug)]
#[must_use = "an interval that is dropped at once ends at once"]
pub struct Interval {
    timer: Timer,
    name: Arc<str>,
    state: State,
}

#[derive(Debug)]
enum State {
    NotStarted,
    /// Dropped, it ends.
    Running(#[expect(dead_code, reason = "it is only dropped")] Option<Begun>),
    Stopped,
}

impl Interval {
    pub(super) fn new(timer: Timer, name: Arc<str>) -> Self {
        Self { timer, name, state: State::NotStarted }
    }

    pub(super) fn started(mut self) -> Self {
        self.begin();
        self
    }

    /// Starts it, inside of what is innermost here.
    ///
    /// # Errors
    ///
    /// [`TimingError::AlreadyStarted`].
    pub fn start(&mut self) -> Result<(), TimingError> {
        if let State::Running(_) = self.state {
            return Err(TimingError::AlreadyStarted { name: self.name.clone() });
        }
        self.begin();
        Ok(())
    }

    /// Stops it.
    ///
    /// # Errors
    ///
    /// [`TimingError::NotStarted`], [`TimingError::AlreadyStopped`].
    pub fn stop(&mut self) -> Result<(), TimingError> {
        match self.state {
            State::NotStarted => return Err(TimingError::NotStarted { name: self.name.clone() }),
            State::Stopped => return Err(TimingError::AlreadyStopped { name: self.name.clone() }),
            State::Running(_) => self.state = State::Stopped,
        }
        Ok(())
    }

    fn begin(&mut self) {
        let begun = self.timer.place().map(|branch| branch.begin_as(self.name.clone()));
        self.state = State::Running(begun);
    }
}
