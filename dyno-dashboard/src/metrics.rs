//! The figures of `/metrics` for the facade [`metrics`], and so for whatever recorder the program has installed.
//!
//! ```
//! // A recorder of any kind is installed before or after.
//! let exporter = dyno_dashboard::metrics::export();
//! // .. the program does its work ..
//! drop(exporter); // tells the last figures, and ends
//! ```
//!
//! Names, labels and descriptions are those of `/metrics`; counters are absolute, so nothing is counted twice where it is exported again. The facade's
//! histograms want each value by itself, which nobody has kept: `dyno_command_duration_seconds` comes as what Prometheus makes of a histogram, the counters
//! `.._bucket` (with the label `le`) and `.._count`, and the gauge `.._sum`, because counters of the facade have no fractions.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ::metrics::{Key, KeyName, Label, Level, Metadata, Recorder, Unit};
use dyno::Registry;

use crate::exported::{Family, Kind, Labels, Named, Number, Rising, Told, families};

/// How often the recorder is told.
const EVERY: Duration = Duration::from_secs(1);

/// It takes at most one part in so many of a processor: where there are very many commands it tells less often.
const SHARE: u32 = 20;

/// Of how many counters it is remembered what they were, for recorders remember them as well.
const MEMORY: usize = 100_000;

const METADATA: Metadata<'static> = Metadata::new("dyno", Level::INFO, Some("dyno"));

/// Tells the recorder of the program each second what the commands and policies of the registry in scope do, until what it gives is dropped. It has a thread
/// of its own; guarded calls do not know of it.
pub fn export() -> Exporter {
    let figures =
        Arc::new(Figures { registry: Registry::current(), told: Mutex::new((Named::default(), Rising::new(MEMORY))) });
    let (stop, stopped) = mpsc::channel();
    let telling = figures.clone();
    let telling = move || {
        loop {
            let began = Instant::now();
            telling.tell_whatever_happens();
            let wait = EVERY.max(began.elapsed() * SHARE);
            if stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return telling.tell_whatever_happens();
            }
        }
    };
    let thread = thread::Builder::new().name("dyno-metrics".to_owned()).spawn(telling);
    let thread = thread.inspect_err(|error| {
        tracing::error!(target: "dyno", %error, "there is no thread to tell the recorder of metrics from");
    });
    Exporter { figures, running: thread.ok().map(|thread| (stop, thread)) }
}

/// Tells the recorder as long as it lives, and a last time when it is dropped.
#[must_use = "the recorder is told nothing any more once this is dropped"]
#[derive(Debug)]
pub struct Exporter {
    figures: Arc<Figures>,
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Exporter {
    /// Tells the recorder now: just before it is read, for example.
    pub fn refresh(&self) {
        self.figures.tell();
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _: Result<(), Box<dyn Any + Send>> = thread.join();
        }
    }
}

/// All of a registry, with what was told of it before.
#[derive(Debug)]
struct Figures {
    registry: Registry,
    told: Mutex<(Named, Rising)>,
}

impl Figures {
    fn tell_whatever_happens(&self) {
        if catch_unwind(AssertUnwindSafe(|| self.tell())).is_err() {
            tracing::error!(target: "dyno", "the recorder of metrics has panicked");
        }
    }

    fn tell(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (named, rising) = &mut *told;
        // Under the lock, so that nobody tells what is older than what was told.
        let snapshot = {
            let _scope = self.registry.enter();
            dyno::snapshot()
        };
        let sums = named.sums(&snapshot.commands);
        let told = Told { snapshot: &snapshot, sums: &sums };
        rising.begin();
        ::metrics::with_recorder(|recorder| {
            for family in families() {
                describe(recorder, family);
                family.each(told, &mut |labels, value| {
                    rising.numbers(family.name, labels, value, |part, labels, number| {
                        record(recorder, family.name, part, labels, number);
                    });
                });
            }
        });
    }
}

fn describe(recorder: &dyn Recorder, family: &'static Family) {
    let unit = family.is_time().then_some(Unit::Seconds);
    let help = || family.help.into();
    match family.kind {
        Kind::Counter => recorder.describe_counter(family.name.into(), None, help()),
        Kind::Gauge => recorder.describe_gauge(family.name.into(), unit, help()),
        Kind::Histogram => {
            recorder.describe_counter(format!("{}_bucket", family.name).into(), None, help());
            recorder.describe_gauge(format!("{}_sum", family.name).into(), unit, help());
            recorder.describe_counter(format!("{}_count", family.name).into(), None, help());
        }
    }
}

fn record(recorder: &dyn Recorder, name: &'static str, part: &str, labels: Labels<'_>, number: Number) {
    let name = if part.is_empty() { KeyName::from(name) } else { format!("{name}{part}").into() };
    let labels: Vec<_> = labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
    let key = Key::from_parts(name, labels);
    match number {
        Number::Count(count) => recorder.register_counter(&key, &METADATA).absolute(count),
        Number::Real(real) => recorder.register_gauge(&key, &METADATA).set(real),
    }
}
