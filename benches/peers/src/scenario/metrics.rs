//! A sync call that is counted, timed and gauged.

use std::sync::LazyLock;
use std::time::Instant;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use paths::guarded::measured;
use paths::repeat::repeat;
use paths::work::work;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::Target;

/// Counts, times and gauges: with literals only, as the documentation of `metrics` recommends, because names and labels that
/// are known when it is compiled need no memory.
macro_rules! record {
    ($command:literal, $work:expr) => {{
        let in_flight = metrics::gauge!("in_flight", "command" => $command);
        in_flight.increment(1.0);
        let begun = std::time::Instant::now();
        let answer = $work;
        metrics::histogram!("seconds", "command" => $command).record(begun.elapsed().as_secs_f64());
        match answer {
            Ok(_) => metrics::counter!("calls", "command" => $command, "outcome" => "success").increment(1),
            Err(_) => metrics::counter!("calls", "command" => $command, "outcome" => "failure").increment(1),
        }
        in_flight.decrement(1.0);
        answer
    }};
}
pub(super) use record;

/// There is one recorder in a process.
static PROMETHEUS: LazyLock<PrometheusHandle> =
    LazyLock::new(|| PrometheusBuilder::new().install_recorder().expect("nobody else installs one"));

pub(super) fn scenario() -> Scenario {
    LazyLock::force(&PROMETHEUS);
    Scenario::new("metrics", "a sync call that is counted, timed and gauged", |calls| {
        repeat(calls, |x| work(x).unwrap_or(0))
    })
    .note("nobody guards anything here; `metrics` has the recorder of prometheus")
    .with("dyno", "#[command]: metrics, gauge", |calls| repeat(calls, |x| measured(x).unwrap_or(0)))
    .checked(|calls| counted("successes", measured::metrics().totals.calls.success, calls))
    .aims([Target::Allocations { at_most: 0.0 }])
    .with("prometheus", "metrics 0.24: counter, histogram, gauge", |calls| {
        repeat(calls, |x| record!("alone", work(x)).unwrap_or(0))
    })
    .checked(|calls| counted("successes", recorded_successes("alone"), calls))
    .with("clock", "two readings of Instant", |calls| {
        repeat(calls, |x| {
            let begun = Instant::now();
            let answer = work(x).unwrap_or(0);
            std::hint::black_box(begun.elapsed());
            answer
        })
    })
}

/// Reads what prometheus would be told.
pub(super) fn recorded_successes(command: &str) -> u64 {
    let page = PROMETHEUS.render();
    let line = format!("calls{{command=\"{command}\",outcome=\"success\"}} ");
    page.lines().find_map(|text| text.strip_prefix(&line)?.parse().ok()).unwrap_or(0)
}
