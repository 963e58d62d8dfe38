//! What dyno's rows are held to.

use serde::Serialize;

/// One target. Those of time are ratios, because machines differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// At most so many times what this peer takes, with so many threads on one object.
    Times { at_most: f64, of: &'static str, threads: usize },
    /// At least so many times the calls that one thread makes, with two.
    Scales { at_least: f64 },
    /// At most so many instructions more than the bare work.
    Instructions { at_most: f64 },
    /// At most so many allocations a call.
    Allocations { at_most: f64 },
}

impl Target {
    /// Says it in words.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Times { at_most, of, threads } => {
                format!("at most {at_most} x {of} on {threads} thread{}", if threads == 1 { "" } else { "s" })
            }
            Self::Scales { at_least } => format!("at least {at_least} x the calls on 2 threads"),
            Self::Instructions { at_most } => format!("at most {at_most} instructions"),
            Self::Allocations { at_most } => format!("{at_most} allocations"),
        }
    }

    /// Tells by which share `reached` misses it; nothing when it is met.
    pub(crate) fn missed_by(self, reached: f64) -> Option<f64> {
        let (is_met, wanted) = match self {
            Self::Times { at_most, .. } | Self::Instructions { at_most } | Self::Allocations { at_most } => {
                (reached <= at_most, at_most)
            }
            Self::Scales { at_least } => (reached >= at_least, at_least),
        };
        (!is_met).then(|| if wanted == 0.0 { f64::INFINITY } else { (reached / wanted - 1.0).abs() })
    }
}

/// At most so many times what the peer takes on one thread.
pub(crate) fn alone(at_most: f64, of: &'static str) -> Target {
    Target::Times { at_most, of, threads: 1 }
}

/// At most so many times what the peer takes on two threads.
pub(crate) fn together(at_most: f64, of: &'static str) -> Target {
    Target::Times { at_most, of, threads: 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_tells_by_how_much_it_is_missed() {
        assert_eq!(alone(0.4, "x").missed_by(0.4), None);
        assert_eq!(alone(0.4, "x").missed_by(0.8), Some(1.0));
        assert_eq!(Target::Scales { at_least: 2.0 }.missed_by(1.5), Some(0.25));
        assert_eq!(Target::Allocations { at_most: 0.0 }.missed_by(1.0), Some(f64::INFINITY));
    }
}
