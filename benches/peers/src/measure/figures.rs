//! What is known of a candidate in the end.

use serde::Serialize;

use crate::candidate::Candidate;
use crate::measure::{Spread, THREADS, Times};
use crate::target::Target;

/// The figures of one candidate, for one call.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    /// ns, on one thread and on two that share one object.
    pub(crate) times: [Option<Spread>; THREADS],
    /// How many times the calls of one thread are made on two.
    pub(crate) scaling: Option<f64>,
    /// More than the bare work; nothing without callgrind.
    pub(crate) instructions: Option<f64>,
    pub(crate) allocations: f64,
    pub(crate) targets: Vec<Reached>,
}

/// What was reached of a target.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(clippy::struct_field_names)]
pub(crate) struct Reached {
    pub(crate) target: Target,
    /// Nothing when it could not be measured.
    pub(crate) reached: Option<f64>,
    /// The share it is missed by.
    pub(crate) missed_by: Option<f64>,
}

impl Figures {
    /// Sums up samples, beside those of the peers that targets name.
    pub(super) fn new<'a>(
        candidate: &Candidate,
        times: &Times,
        allocations: f64,
        instructions: Option<f64>,
        times_of: impl Fn(&str) -> &'a Times,
    ) -> Self {
        let spreads = [0, 1].map(|at: usize| Spread::of(times[at].iter().copied().flatten()));
        let scaling = Spread::of_ratios(&times[1], &times[0]).map(|spread| 2.0 / spread.median);
        let reached = |target: &Target| {
            let reached = match *target {
                Target::Times { of, threads, .. } => {
                    Spread::of_ratios(&times[threads - 1], &times_of(of)[threads - 1]).map(|spread| spread.median)
                }
                Target::Scales { .. } => scaling,
                Target::Instructions { .. } => instructions,
                Target::Allocations { .. } => Some(allocations),
            };
            let missed_by = reached.and_then(|reached| target.missed_by(reached));
            Reached { target: *target, reached, missed_by }
        };
        let targets = candidate.targets.iter().map(reached).collect();
        Self { times: spreads, scaling, instructions, allocations, targets }
    }
}
