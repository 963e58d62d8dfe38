//! The figures of `/metrics` for [OpenTelemetry](::opentelemetry), as instruments that are asked when a reader collects.
//!
//! ```
//! let meter = opentelemetry::global::meter("dyno");
//! let exporter = dyno_dashboard::opentelemetry::export(&meter);
//! // .. the program does its work ..
//! drop(exporter); // tells nothing any more
//! ```
//!
//! Names, attributes and descriptions are those of `/metrics`, and seconds have the unit `s`, so that a collector that hands them on to Prometheus changes none
//! of them. There are no histograms that are asked: `dyno_command_duration_seconds` comes as what Prometheus makes of one, the counters `.._bucket` (with the
//! attribute `le`), `.._sum` and `.._count`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use ::opentelemetry::KeyValue;
use ::opentelemetry::metrics::{AsyncInstrument, Meter};
use dyno::{Registry, Snapshot};

use crate::exported::{Family, Kind, Labels, Named, Number, Rising, Sum, Told, families};

/// For how long a look is shared: all that is asked in one collection is.
const SHARED: Duration = Duration::from_millis(100);

/// Makes instruments of the meter that tell what the commands and policies of the registry in scope do, until what it gives is dropped. Nobody looks but when a
/// reader collects; guarded calls do not know of it.
pub fn export(meter: &Meter) -> Exporter {
    let figures = Arc::new(Figures { registry: Registry::current(), look: Mutex::default() });
    for family in families() {
        instruments(meter, family, &figures);
    }
    Exporter { _figures: figures }
}

/// Answers readers as long as it lives.
#[must_use = "readers are told nothing any more once this is dropped"]
#[derive(Debug)]
pub struct Exporter {
    /// Instruments stay as long as their provider, and find this gone.
    _figures: Arc<Figures>,
}

/// All of a registry, as it was seen last.
#[derive(Debug)]
struct Figures {
    registry: Registry,
    look: Mutex<(Named, Option<Arc<Look>>)>,
}

#[derive(Debug)]
struct Look {
    at: Instant,
    snapshot: Snapshot,
    sums: Vec<Sum>,
}

impl Figures {
    fn look(&self) -> Arc<Look> {
        let mut look = lock(&self.look);
        let (named, last) = &mut *look;
        if let Some(last) = last.as_ref().filter(|last| last.at.elapsed() < SHARED) {
            return last.clone();
        }
        let snapshot = {
            let _scope = self.registry.enter();
            dyno::snapshot()
        };
        let sums = named.sums(&snapshot.commands);
        last.insert(Arc::new(Look { at: Instant::now(), snapshot, sums })).clone()
    }
}

/// What one instrument asks for.
struct Asked {
    family: &'static Family,
    /// What follows the name of the family.
    part: &'static str,
    figures: Weak<Figures>,
    rising: Mutex<Rising>,
}

impl Asked {
    /// Gives each number, counters as what never goes back.
    fn each(&self, mut tell: impl FnMut(&[KeyValue], Number)) {
        let Some(figures) = self.figures.upgrade() else { return };
        let mut rising = lock(&self.rising);
        // Under the lock, so that nobody tells what is older than what was told.
        let look = figures.look();
        rising.begin();
        self.family.each(Told { snapshot: &look.snapshot, sums: &look.sums }, &mut |labels, value| {
            rising.numbers(self.family.name, labels, value, |part, labels, number| {
                if part == self.part {
                    tell(&attributes(labels), number);
                }
            });
        });
    }

    fn counts(&self, instrument: &dyn AsyncInstrument<u64>) {
        self.each(|attributes, number| {
            if let Number::Count(count) = number {
                instrument.observe(count, attributes);
            }
        });
    }

    fn reals(&self, instrument: &dyn AsyncInstrument<f64>) {
        self.each(|attributes, number| {
            if let Number::Real(real) = number {
                instrument.observe(real, attributes);
            }
        });
    }
}

/// Makes the instruments of a family.
fn instruments(meter: &Meter, family: &'static Family, figures: &Arc<Figures>) {
    // What SDKs forget between two collections begins anew with them.
    let rising = || Mutex::new(Rising::new(0));
    let asked = |part| Asked { family, part, figures: Arc::downgrade(figures), rising: rising() };
    let counts = |part| {
        let (asked, made) = (asked(part), meter.u64_observable_counter(format!("{}{part}", family.name)));
        made.with_description(family.help).with_callback(move |instrument| asked.counts(instrument)).build();
    };
    let unit = if family.is_time() { "s" } else { "" };
    match family.kind {
        Kind::Counter => counts(""),
        Kind::Gauge => {
            let (asked, made) = (asked(""), meter.f64_observable_gauge(family.name).with_unit(unit));
            made.with_description(family.help).with_callback(move |instrument| asked.reals(instrument)).build();
        }
        Kind::Histogram => {
            counts("_bucket");
            counts("_count");
            let (asked, made) = (asked("_sum"), meter.f64_observable_counter(format!("{}_sum", family.name)));
            let made = made.with_unit(unit).with_description(family.help);
            made.with_callback(move |instrument| asked.reals(instrument)).build();
        }
    }
}

fn attributes(labels: Labels<'_>) -> Vec<KeyValue> {
    labels.iter().map(|(name, value)| KeyValue::new(*name, (*value).to_owned())).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
