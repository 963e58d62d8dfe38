//! OpenTelemetry, with its SDK.

use std::time::Duration;

use dyno::Registry;
use dyno_dashboard::opentelemetry::export;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Meter, MeterProvider as _};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ScopeMetrics};
use opentelemetry_sdk::metrics::{
    InMemoryMetricExporter, InMemoryMetricExporterBuilder, Instrument, PeriodicReader, SdkMeterProvider, Stream,
    Temporality,
};

use super::{
    REJECTED, Told, blown, built, f, is_bounded, is_what_a_snapshot_says, many, picked, successes, told_by_a_page, work,
};

/// A provider that is collected from when it is asked to.
struct Collected {
    provider: SdkMeterProvider,
    exporter: InMemoryMetricExporter,
}

impl Collected {
    fn new(temporality: Temporality) -> Self {
        let exporter = InMemoryMetricExporterBuilder::new().with_temporality(temporality).build();
        let reader = PeriodicReader::builder(exporter.clone()).with_interval(Duration::from_secs(3600)).build();
        // As the guide says for programs with very many commands.
        let wide = |instrument: &Instrument| {
            let is_ours = instrument.name().starts_with("dyno_command_");
            is_ours.then(|| Stream::builder().with_cardinality_limit(20_000).build().expect("a limit"))
        };
        let provider = SdkMeterProvider::builder().with_reader(reader).with_view(wide).build();
        Self { provider, exporter }
    }

    fn meter(&self) -> Meter {
        self.provider.meter("dyno")
    }

    /// Collects, once what was looked at before is too old to be shared.
    fn told(&self) -> Told {
        std::thread::sleep(Duration::from_millis(110));
        self.exporter.reset();
        self.provider.force_flush().unwrap();
        let mut told = Told::new();
        for resource in self.exporter.get_finished_metrics().unwrap() {
            for metric in resource.scope_metrics().flat_map(ScopeMetrics::metrics) {
                let name = metric.name();
                assert!(!metric.description().is_empty(), "{name}");
                let is_time = name.ends_with("_seconds") || name.ends_with("_sum");
                assert_eq!(metric.unit(), if is_time { "s" } else { "" }, "{name}");
                each(metric.data(), |attributes, value| {
                    let is_new = told.insert(format!("{name}{attributes}"), value).is_none();
                    assert!(is_new, "{name}{attributes} is there twice");
                });
            }
        }
        told
    }
}

fn each(data: &AggregatedMetrics, mut tell: impl FnMut(String, f64)) {
    match data {
        AggregatedMetrics::U64(MetricData::Sum(sum)) => {
            assert!(sum.is_monotonic());
            sum.data_points().for_each(|point| tell(labels(point.attributes()), f(point.value())));
        }
        AggregatedMetrics::F64(MetricData::Sum(sum)) => {
            sum.data_points().for_each(|point| tell(labels(point.attributes()), point.value()));
        }
        AggregatedMetrics::F64(MetricData::Gauge(gauge)) => {
            gauge.data_points().for_each(|point| tell(labels(point.attributes()), point.value()));
        }
        other => panic!("{other:?}"),
    }
}

fn labels<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> String {
    let all: Vec<_> = attributes.map(|one| format!("{}=\"{}\"", one.key, one.value)).collect();
    if all.is_empty() { String::new() } else { format!("{{{}}}", all.join(",")) }
}

#[test]
fn it_tells_what_a_snapshot_says() {
    let registry = Registry::new();
    let _scope = registry.enter();
    let collected = Collected::new(Temporality::Cumulative);
    let _exporter = export(&collected.meter());
    work();
    is_what_a_snapshot_says(&collected.told());
}

#[tokio::test]
async fn it_tells_of_all_that_a_page_tells_of() {
    let collected = Collected::new(Temporality::Cumulative);
    let _exporter = export(&collected.meter());
    picked(true).unwrap();
    let page = told_by_a_page().await;
    let told = collected.told();
    for sample in page {
        let is_lasting = ["picked", "never", "stock"].iter().any(|name| sample.contains(name)) || !sample.contains('{');
        assert!(!is_lasting || told.contains_key(&sample), "{sample}");
    }
}

#[test]
fn readers_are_told_nothing_once_it_is_dropped_and_nothing_twice_when_it_is_exported_again() {
    let registry = Registry::new();
    let _scope = registry.enter();
    let collected = Collected::new(Temporality::Cumulative);
    let (one, other) = (export(&collected.meter()), export(&collected.meter()));
    let _command = built("again", 3);
    assert_eq!(successes(&collected.told(), "again"), 3.0);
    drop((one, other));
    assert!(collected.told().keys().all(|key| !key.contains("again")), "nobody tells");
    let _exporter = export(&collected.meter());
    assert_eq!(successes(&collected.told(), "again"), 3.0);
}

#[test]
fn what_is_built_anew_is_counted_on() {
    for (temporality, expected) in [(Temporality::Cumulative, [5.0, 5.0, 6.0]), (Temporality::Delta, [5.0, 0.0, 1.0])] {
        let registry = Registry::new();
        let _scope = registry.enter();
        let collected = Collected::new(temporality);
        let _exporter = export(&collected.meter());
        let first = blown(5);
        let mut all = vec![collected.told()[REJECTED]];
        drop(first);
        let second = blown(0);
        all.push(collected.told()[REJECTED]);
        second.call(|| Ok::<_, dyno::Error>(())).unwrap_err();
        all.push(collected.told()[REJECTED]);
        assert_eq!(all, expected);
    }
}

#[test]
fn labels_are_bounded_and_nothing_is_lost() {
    let registry = Registry::new();
    let _commands = many(&registry);
    let collected = Collected::new(Temporality::Cumulative);
    let _exporter = {
        let _scope = registry.enter();
        export(&collected.meter())
    };
    is_bounded(&collected.told());
}
