//! Threads that run a candidate at the same time, and time it each for itself.

use std::fs;
use std::hint::spin_loop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Instant;

use crate::candidate::{Candidate, Run};
use crate::measure::verify;

/// How often a sample is taken at most, because somebody else had the processor meanwhile.
const TRIES: usize = 40;

/// Threads that live as long as everything is measured: what a candidate makes once for each thread is made once.
pub(super) struct Crew {
    orders: Vec<Sender<Order>>,
    reports: Receiver<Report>,
}

/// What came of one sample.
pub(super) struct Sampled {
    /// For one call, the mean of all threads; nothing when they were interrupted each time.
    pub(super) nanoseconds: Option<f64>,
    /// How many calls were made, those of discarded samples too.
    pub(super) made: u64,
}

struct Order {
    run: Run,
    calls: u64,
    /// How many threads are not at the start yet.
    missing: Arc<AtomicUsize>,
}

struct Report {
    /// Nothing when the candidate panicked.
    sum: Option<u64>,
    nanoseconds: f64,
    was_interrupted: bool,
}

impl Crew {
    /// Starts so many threads.
    pub(super) fn muster(threads: usize) -> Self {
        let (report, reports) = mpsc::channel();
        let orders = (0..threads).map(|_| {
            let ((order, orders), report) = (mpsc::channel(), report.clone());
            thread::spawn(move || follow(&orders, &report));
            order
        });
        Self { orders: orders.collect(), reports }
    }

    /// Lets so many threads make so many calls each, again when one of them was interrupted: two threads that take turns
    /// would look as if they never met.
    pub(super) fn run(&self, candidate: &Candidate, threads: usize, calls: u64) -> Result<Sampled, String> {
        let mut made = 0;
        for _ in 0..TRIES {
            let sample = self.sample(candidate, threads, calls)?;
            made += calls * threads as u64;
            if sample.is_some() {
                return Ok(Sampled { nanoseconds: sample, made });
            }
        }
        Ok(Sampled { nanoseconds: None, made })
    }

    fn sample(&self, candidate: &Candidate, threads: usize, calls: u64) -> Result<Option<f64>, String> {
        let missing = Arc::new(AtomicUsize::new(threads));
        for order in &self.orders[..threads] {
            let sent = order.send(Order { run: Arc::clone(&candidate.run), calls, missing: Arc::clone(&missing) });
            sent.expect("the crew lives as long as its captain");
        }
        let reports: Vec<_> = self.reports.iter().take(threads).collect();
        reports.iter().try_for_each(|report| verify(candidate, calls, report.sum))?;
        if !candidate.is_apart && reports.iter().any(|report| report.was_interrupted) {
            return Ok(None);
        }
        let nanoseconds = reports.iter().map(|report| report.nanoseconds).sum::<f64>() / threads as f64;
        Ok(Some(nanoseconds / calls as f64))
    }
}

fn follow(orders: &Receiver<Order>, report: &Sender<Report>) {
    for Order { run, calls, missing } in orders {
        let interruptions = interruptions();
        missing.fetch_sub(1, Ordering::AcqRel);
        while missing.load(Ordering::Acquire) > 0 {
            spin_loop();
        }
        let begun = Instant::now();
        let sum = catch_unwind(AssertUnwindSafe(|| run(calls))).ok();
        let nanoseconds = begun.elapsed().as_secs_f64() * 1e9;
        let was_interrupted = self::interruptions() != interruptions;
        if report.send(Report { sum, nanoseconds, was_interrupted }).is_err() {
            return;
        }
    }
}

/// Counts how often this thread had to leave its processor without asking to. Elsewhere than on Linux nobody tells.
fn interruptions() -> Option<u64> {
    let status = fs::read_to_string("/proc/thread-self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("nonvoluntary_ctxt_switches:"));
    line?.trim().parse().ok()
}
