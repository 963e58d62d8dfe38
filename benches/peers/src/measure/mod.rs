//! Measures every candidate in one process, their samples taken in turn.

mod crew;
mod figures;
mod spread;

use std::array;
use std::collections::HashMap;
use std::time::Duration;

use paths::counting::count;
use paths::repeat::sum_of;

pub(crate) use self::figures::{Figures, Reached};
pub(crate) use self::spread::Spread;
use crate::candidate::{BARE, Candidate, Scenario};
use crew::Crew;

/// On how many threads the candidates run, at most.
pub(crate) const THREADS: usize = 2;

/// How long to measure.
pub(crate) struct Plan {
    rounds: usize,
    /// How long one sample shall take: less than a scheduler's slice, so that few are interrupted.
    batch: Duration,
}

impl Default for Plan {
    fn default() -> Self {
        Self { rounds: 60, batch: Duration::from_millis(1) }
    }
}

impl Plan {
    /// For a first look.
    pub(crate) fn quick() -> Self {
        Self { rounds: 15, batch: Duration::from_micros(500) }
    }
}

/// ns for a call, by round, for each number of threads; nothing where they were interrupted.
type Times = [Vec<Option<f64>>; THREADS];

/// What was measured of one candidate.
struct Samples {
    calls: [u64; THREADS],
    times: Times,
    made: u64,
    allocations: f64,
}

/// Measures all of them; `instructions` has lines of a candidate and its instructions for a call.
pub(crate) fn measure(scenarios: &[Scenario], plan: &Plan, instructions: &str) -> Result<Vec<Vec<Figures>>, String> {
    let candidates: Vec<&Candidate> = scenarios.iter().flat_map(|scenario| &scenario.candidates).collect();
    let crew = Crew::muster(THREADS);
    let mut samples = Vec::new();
    for candidate in &candidates {
        samples.push(warm_up(&crew, candidate, plan)?);
    }
    for _ in 0..plan.rounds {
        for (candidate, samples) in candidates.iter().zip(&mut samples) {
            for threads in 1..=THREADS {
                let at = threads - 1;
                let run = crew.run(candidate, threads, samples.calls[at])?;
                samples.times[at].push(run.nanoseconds);
                samples.made += run.made;
            }
        }
    }
    for (candidate, samples) in candidates.iter().zip(&samples) {
        candidate
            .check
            .as_ref()
            .map_or(Ok(()), |check| check(samples.made))
            .map_err(|problem| format!("{} did not leave the traces of its work: {problem}", candidate.id))?;
    }
    let instructions = read(instructions);
    let mut samples = samples.iter();
    Ok(scenarios.iter().map(|scenario| figures_of(scenario, &mut samples, &instructions)).collect())
}

/// Finds out how many calls fill a batch, and counts allocations once nothing is made on first use any more.
fn warm_up(crew: &Crew, candidate: &Candidate, plan: &Plan) -> Result<Samples, String> {
    const COUNTED: u64 = 1000;
    let mut made = 0;
    let mut calls = [COUNTED; THREADS];
    for (calls, threads) in calls.iter_mut().zip(1..) {
        // Three times, because the first batches are slow.
        for _ in 0..3 {
            let run = crew.run(candidate, threads, *calls)?;
            made += run.made;
            *calls = run.nanoseconds.map_or(*calls, |nanoseconds| calls_in(plan.batch, nanoseconds));
        }
    }
    let (run, counted) = count(|| crew.run(candidate, 1, COUNTED));
    // More calls than were asked for when some were interrupted.
    let run = run?;
    made += run.made;
    // What the crew itself allocates is a handful, and no part of a call.
    let allocations = (counted.allocations as f64 / run.made as f64 * 10.0).round() / 10.0;
    Ok(Samples { calls, times: array::from_fn(|_| Vec::new()), made, allocations })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn calls_in(batch: Duration, nanoseconds: f64) -> u64 {
    (batch.as_nanos() as f64 / nanoseconds.max(0.1)) as u64 + 1
}

fn figures_of<'a>(
    scenario: &Scenario,
    samples: &mut impl Iterator<Item = &'a Samples>,
    instructions: &HashMap<&str, f64>,
) -> Vec<Figures> {
    let samples: Vec<_> = scenario.candidates.iter().zip(samples).collect();
    let times_of = |name: &str| {
        let peer = samples.iter().find(|(candidate, _)| candidate.name() == name);
        &peer.unwrap_or_else(|| panic!("{} has no candidate {name}", scenario.name)).1.times
    };
    let bare = instructions.get(format!("{}/{BARE}", scenario.name).as_str());
    let figures = samples.iter().map(|(candidate, samples)| {
        let counted = instructions.get(candidate.id.as_str()).zip(bare).map(|(own, bare)| own - bare);
        Figures::new(candidate, &samples.times, samples.allocations, counted, times_of)
    });
    figures.collect()
}

fn read(instructions: &str) -> HashMap<&str, f64> {
    let pairs = instructions.lines().filter_map(|line| line.rsplit_once(' '));
    pairs.filter_map(|(id, count)| Some((id, count.parse().ok()?))).collect()
}

/// Fails when a candidate answered anything but its arguments.
fn verify(candidate: &Candidate, calls: u64, sum: Option<u64>) -> Result<(), String> {
    if sum == Some(sum_of(calls)) { Ok(()) } else { Err(format!("{} did not do its work", candidate.id)) }
}
