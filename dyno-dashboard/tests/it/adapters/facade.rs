//! The facade `metrics`, with the recorder that writes for Prometheus.

use dyno::Registry;
use dyno_dashboard::metrics::{Exporter, export};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use super::{
    REJECTED, Told, blown, built, is_bounded, is_what_a_snapshot_says, many, picked, successes, told_by_a_page, work,
};

fn recorder() -> PrometheusRecorder {
    PrometheusBuilder::new().build_recorder()
}

/// What the recorder has, once it was told of what is there now.
fn told(exporter: &Exporter, recorder: &PrometheusRecorder) -> Told {
    metrics::with_local_recorder(recorder, || exporter.refresh());
    read(&recorder.handle().render())
}

fn read(text: &str) -> Told {
    let samples = text.lines().filter_map(|line| line.rsplit_once(' ').filter(|_| !line.starts_with('#')));
    samples.map(|(key, value)| (key.to_owned(), value.parse().unwrap())).collect()
}

#[test]
fn it_tells_what_a_snapshot_says() {
    let registry = Registry::new();
    let _scope = registry.enter();
    let (exporter, recorder) = (export(), recorder());
    work();
    is_what_a_snapshot_says(&told(&exporter, &recorder));
    let text = recorder.handle().render();
    assert!(text.contains("# HELP dyno_command_in_flight Calls that have begun and not ended.\n"), "{text}");
    assert!(text.contains("# TYPE dyno_command_calls_total counter\n"), "{text}");
    assert!(text.contains("# TYPE dyno_command_duration_seconds_bucket counter\n"), "{text}");
}

#[tokio::test]
async fn it_tells_of_all_that_a_page_tells_of() {
    let (exporter, recorder) = (export(), recorder());
    picked(true).unwrap();
    let page = told_by_a_page().await;
    let told = told(&exporter, &recorder);
    assert!(page.len() > 100);
    for sample in page {
        // Commands and policies of other tests come and go.
        let is_lasting = ["picked", "never", "stock"].iter().any(|name| sample.contains(name)) || !sample.contains('{');
        assert!(!is_lasting || told.contains_key(&sample), "{sample}");
    }
}

#[test]
fn nothing_is_counted_twice_or_goes_back_when_it_is_exported_again() {
    let registry = Registry::new();
    let _scope = registry.enter();
    let recorder = recorder();
    let (one, other) = (export(), export());
    let command = built("again", 3);
    assert_eq!(successes(&told(&one, &recorder), "again"), 3.0);
    assert_eq!(successes(&told(&other, &recorder), "again"), 3.0);
    drop((one, other));
    command.call(|| Ok::<_, dyno::Error>(())).unwrap();
    assert_eq!(successes(&read(&recorder.handle().render()), "again"), 3.0, "nobody tells");
    assert_eq!(successes(&told(&export(), &recorder), "again"), 4.0);
}

#[test]
fn what_is_built_anew_is_counted_on() {
    let registry = Registry::new();
    let _scope = registry.enter();
    let (exporter, recorder) = (export(), recorder());
    let rejected = || told(&exporter, &recorder)[REJECTED];
    let first = blown(5);
    assert_eq!(rejected(), 5.0);
    drop(first);
    let second = blown(0);
    assert_eq!(rejected(), 5.0);
    second.call(|| Ok::<_, dyno::Error>(())).unwrap_err();
    assert_eq!(rejected(), 6.0);
    drop(second);
    metrics::with_local_recorder(&recorder, || exporter.refresh());
    let _third = blown(2);
    assert!((7.0..=8.0).contains(&rejected()), "as far as it was looked at in between");
}

#[test]
fn labels_are_bounded_and_nothing_is_lost() {
    let registry = Registry::new();
    let _commands = many(&registry);
    let (exporter, recorder) = {
        let _scope = registry.enter();
        (export(), recorder())
    };
    is_bounded(&told(&exporter, &recorder));
    is_bounded(&told(&exporter, &recorder));
}

#[test]
fn the_recorder_of_the_program_is_told_the_last_when_it_is_dropped() {
    let recorder = recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).expect("no other");
    let registry = Registry::new();
    let _scope = registry.enter();
    let exporter = export();
    let command = built("brief", 2);
    drop(exporter);
    assert_eq!(successes(&read(&handle.render()), "brief"), 2.0);
    command.call(|| Ok::<_, dyno::Error>(())).unwrap();
    let exporter = export();
    while successes(&read(&handle.render()), "brief") < 3.0 {
        std::thread::yield_now();
    }
    drop(exporter);
}
