//! What is told to those who collect figures: one table for Prometheus, the facade `metrics` and OpenTelemetry.

mod commands;
mod named;
mod number;
mod policies;
#[cfg(any(feature = "metrics", feature = "opentelemetry"))]
mod rising;

use dyno::{DurationTotals, Snapshot};

pub(crate) use self::commands::Sum;
pub(crate) use self::named::Named;
pub(crate) use self::number::Number;
#[cfg(any(feature = "metrics", feature = "opentelemetry"))]
pub(crate) use self::rising::Rising;

/// One name, with all that is measured under it.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) help: &'static str,
    each: Each,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// What there is to tell of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) snapshot: &'a Snapshot,
    /// Its commands by their labels.
    pub(crate) sums: &'a [Sum],
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Count(u64),
    Level(f64),
    Durations(&'a DurationTotals),
}

/// The names and values of labels.
pub(crate) type Labels<'a> = &'a [(&'static str, &'a str)];

/// Is given each of a family with its labels.
pub(crate) type Tell<'a> = dyn FnMut(Labels<'_>, Value<'_>) + 'a;

type Each = fn(Told<'_>, &mut Tell<'_>);

const PROCESS: &[Family] = &[
    Family::gauge("dyno_info", "1, with the version of dyno.", |_, tell| {
        tell(&[("version", env!("CARGO_PKG_VERSION"))], Value::Level(1.0));
    }),
    Family::gauge("dyno_uptime_seconds", "For how long dyno has counted.", |told, tell| {
        tell(&[], Value::Level(told.snapshot.at.as_secs_f64()));
    }),
];

/// Gives all that there are, in the order in which they are told of.
pub(crate) fn families() -> impl Iterator<Item = &'static Family> {
    [PROCESS, commands::FAMILIES, policies::FAMILIES].into_iter().flatten()
}

impl Family {
    const fn counter(name: &'static str, help: &'static str, each: Each) -> Self {
        Self { name, kind: Kind::Counter, help, each }
    }

    const fn gauge(name: &'static str, help: &'static str, each: Each) -> Self {
        Self { name, kind: Kind::Gauge, help, each }
    }

    const fn histogram(name: &'static str, help: &'static str, each: Each) -> Self {
        Self { name, kind: Kind::Histogram, help, each }
    }

    /// Tells of all that have something to tell.
    pub(crate) fn each(&self, told: Told<'_>, tell: &mut Tell<'_>) {
        (self.each)(told, tell);
    }

    /// Whether it is measured in seconds; all others are counts and shares.
    #[cfg(any(feature = "metrics", feature = "opentelemetry"))]
    pub(crate) fn is_time(&self) -> bool {
        self.name.ends_with("_seconds")
    }
}

/// A flag as a number.
fn flag(flag: bool) -> Value<'static> {
    Value::Level(f64::from(u8::from(flag)))
}

/// What goes up and down.
#[expect(clippy::cast_precision_loss, reason = "those who collect have no other numbers for it")]
fn level(level: u64) -> Value<'static> {
    Value::Level(level as f64)
}
