//! `/metrics`, as Prometheus reads it.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use dyno::command;

use crate::http::{get, page};

#[command(name = "ba\"d\\ly\nnamed", exact_latency = true)]
async fn slowly() -> Result<u32, std::io::Error> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    Err(std::io::Error::other("too late"))
}

/// Its name as it stands in a label.
const SLOWLY: &str = "ba\\\"d\\\\ly\\nnamed";

/// Reads all samples by name and labels; every family must be told of before, and hang together.
fn read(text: &str) -> BTreeMap<String, &str> {
    let (mut samples, mut over) = (BTreeMap::new(), HashSet::new());
    let mut family = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').expect("a text");
            assert!(!words.is_empty(), "{line}");
            let kind = lines.next().and_then(|line| line.strip_prefix(&format!("# TYPE {name} "))).expect("a type");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{kind}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{name} is a {kind}");
            assert!(over.insert(name.to_owned()), "{name} begins twice");
            name.clone_into(&mut family);
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a value");
        let name = sample.split('{').next().unwrap();
        let parts = ["", "_bucket", "_sum", "_count"];
        assert!(parts.iter().any(|part| *name == format!("{family}{part}")), "{line} in {family}");
        assert!(value.parse::<f64>().is_ok(), "{line}");
        assert!(samples.insert(sample.to_owned(), value).is_none(), "{sample} is there twice");
    }
    samples
}

#[tokio::test]
async fn it_tells_of_all_and_is_written_as_it_should_be() {
    let page = page().await;
    for _ in 0..3 {
        slowly().await.unwrap_err();
    }
    crate::calls::delivery().unwrap();
    crate::stream::after_the_next_look(&page).await;
    let answer = get(page.address(), "/metrics").await;
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let samples = read(&answer.body);
    let group = "it::metrics";
    let calls = |outcome| {
        samples[&format!("dyno_command_calls_total{{command=\"{SLOWLY}\",group=\"{group}\",outcome=\"{outcome}\"}}")]
    };
    assert_eq!((calls("failure"), calls("success")), ("3", "0"));

    let duration = |part: &str, more: &str| {
        samples[&format!("dyno_command_duration_seconds{part}{{command=\"{SLOWLY}\",group=\"{group}\"{more}}}")]
    };
    assert_eq!(duration("_count", ""), "3");
    let sum = duration("_sum", "").parse().unwrap();
    assert!((0.06..30.0).contains(&sum), "{sum}");
    let start = format!("dyno_command_duration_seconds_bucket{{command=\"{SLOWLY}\",");
    let buckets = answer.body.lines().filter(|line| line.starts_with(&start));
    let buckets: Vec<(f64, u64)> = buckets
        .map(|line| {
            let (head, count) = line.rsplit_once(' ').unwrap();
            let end = head.rsplit_once("le=\"").unwrap().1.trim_end_matches("\"}");
            (end.replace("+Inf", "inf").parse().unwrap(), count.parse().unwrap())
        })
        .collect();
    assert!(buckets.is_sorted(), "{buckets:?}");
    assert_eq!(*buckets.last().unwrap(), (f64::INFINITY, 3));
    assert!(buckets.iter().all(|(end, count)| *end > 0.02 || *count == 0), "{buckets:?}");
    assert!(buckets.iter().any(|(end, count)| *end < 30.0 && *count == 3), "{buckets:?}");

    assert_eq!(samples["dyno_pool_threads_limit{pool=\"drive\"}"], "2");
    assert_eq!(samples["dyno_command_calls_total{command=\"never\",group=\"it::calls\",outcome=\"success\"}"], "0");
}

#[tokio::test]
async fn counts_never_go_down() {
    let page = page().await;
    let mut before: BTreeMap<String, f64> = BTreeMap::new();
    for _ in 0..3 {
        for sku in 0..100 {
            crate::calls::reviews(sku).unwrap();
        }
        crate::stream::after_the_next_look(&page).await;
        let text = get(page.address(), "/metrics").await.body;
        let now: BTreeMap<_, f64> = read(&text).into_iter().map(|(key, value)| (key, value.parse().unwrap())).collect();
        for (sample, count) in &before {
            let is_counter = sample.contains("_total") || sample.contains("_duration_seconds");
            assert!(!is_counter || now[sample] >= *count, "{sample}: {count} and then {}", now[sample]);
        }
        before = now;
    }
}
