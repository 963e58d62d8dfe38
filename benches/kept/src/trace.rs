//! Which keys are asked for, one after the other: the same each time.

use fastrand::Rng;

/// How many keys there are.
pub(crate) const KEYS: usize = 100_000;
/// So many cold keys are asked for once, one after the other, after as many others.
const SCAN: usize = 20_000;

/// A way to ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trace {
    pub(crate) about: &'static str,
    /// By how much a key is asked for more often than the next: as 1 / rank^s.
    s: f64,
    scans: bool,
}

pub(crate) const TRACES: &[Trace] = &[
    Trace { about: "Zipf, s = 0.8", s: 0.8, scans: false },
    Trace { about: "Zipf, s = 1.0", s: 1.0, scans: false },
    Trace { about: "Zipf, s = 0.8, every other 20,000 a scan", s: 0.8, scans: true },
    Trace { about: "Zipf, s = 1.0, every other 20,000 a scan", s: 1.0, scans: true },
];

impl Trace {
    /// Asks so many times. Scans tell whether a key belongs to one: nobody can have it.
    pub(crate) fn run(self, asks: usize, mut ask: impl FnMut(u64, bool)) {
        let mut sum = 0.0;
        let sums: Vec<f64> = (1..=KEYS)
            .map(|rank| {
                sum += (rank as f64).powf(-self.s);
                sum
            })
            .collect();
        let mut rng = Rng::with_seed(7);
        let mut cold = KEYS as u64;
        for at in 0..asks {
            if self.scans && (at / SCAN) % 2 == 1 {
                cold += 1;
                ask(cold, true);
            } else {
                let wanted = rng.f64() * sum;
                ask(sums.partition_point(|sum| *sum < wanted) as u64, false);
            }
        }
    }
}
