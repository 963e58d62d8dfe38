//! Who takes part, and in what.

use std::sync::Arc;

use crate::target::Target;

/// Runs so many calls and answers the sum of what they answered.
pub(crate) type Run = Arc<dyn Fn(u64) -> u64 + Send + Sync>;

/// Tells whether so many calls have left their traces.
pub(crate) type Check = Box<dyn Fn(u64) -> Result<(), String> + Send + Sync>;

/// Something to be done, and all who do it.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// What a reader has to know to compare fairly.
    pub(crate) note: &'static str,
    pub(crate) candidates: Vec<Candidate>,
}

/// One who takes part.
pub(crate) struct Candidate {
    /// `scenario/name`.
    pub(crate) id: String,
    pub(crate) about: &'static str,
    /// Whether other threads do the work.
    pub(crate) is_apart: bool,
    pub(crate) run: Run,
    pub(crate) check: Option<Check>,
    pub(crate) targets: Vec<Target>,
}

impl Scenario {
    /// Begins a scenario, with the same work unguarded: what every figure of instructions is less.
    pub(crate) fn new(
        name: &'static str,
        about: &'static str,
        run: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self { name, about, note: "", candidates: Vec::new() }.with(BARE, "the work, unguarded", run)
    }

    /// Adds what has to be known.
    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Has the work of all but the bare candidate done by other threads: instructions of the thread that calls are no measure,
    /// and those others interrupt it.
    pub(crate) fn apart(mut self) -> Self {
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.name() != BARE) {
            candidate.is_apart = true;
        }
        self
    }

    /// Adds a candidate.
    pub(crate) fn with(
        mut self,
        name: &str,
        about: &'static str,
        run: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Self {
        let id = format!("{}/{name}", self.name);
        let run = Arc::new(run);
        self.candidates.push(Candidate { id, about, is_apart: false, run, check: None, targets: Vec::new() });
        self
    }

    /// Lets the candidate that was added last be checked after all calls, whose number it is told.
    pub(crate) fn checked(mut self, check: impl Fn(u64) -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.last().check = Some(Box::new(check));
        self
    }

    /// Gives the candidate that was added last its targets.
    pub(crate) fn aims(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        self.last().targets.extend(targets);
        self
    }

    fn last(&mut self) -> &mut Candidate {
        self.candidates.last_mut().expect("a scenario begins with the bare work")
    }
}

impl Candidate {
    /// Its name inside of its scenario.
    pub(crate) fn name(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(_, name)| name)
    }
}

/// The name of the work without any guard.
pub(crate) const BARE: &str = "bare";
