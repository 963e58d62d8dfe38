//! What was measured, as single numbers.

use std::fmt::{self, Display, Formatter};

use crate::exported::{Labels, Value};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Count(u64),
    Real(f64),
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Real(real) => real.fmt(f),
        }
    }
}

impl Value<'_> {
    /// Gives each number, with what follows the name of its family and with its labels: of a histogram the buckets, which have all that is shorter as
    /// well, the sum and the count.
    pub(crate) fn numbers(self, labels: Labels<'_>, mut tell: impl FnMut(&'static str, Labels<'_>, Number)) {
        let durations = match self {
            Self::Count(count) => return tell("", labels, Number::Count(count)),
            Self::Level(level) => return tell("", labels, Number::Real(level)),
            Self::Durations(durations) => durations,
        };
        let mut bucket = |end: &str, count| {
            let mut labels = labels.to_vec();
            labels.push(("le", end));
            tell("_bucket", &labels, Number::Count(count));
        };
        for one in &durations.buckets {
            bucket(&one.below.as_secs_f64().to_string(), one.count);
        }
        bucket("+Inf", durations.count);
        tell("_sum", labels, Number::Real(durations.sum.as_secs_f64()));
        tell("_count", labels, Number::Count(durations.count));
    }
}
