//! A process with more commands than anybody looks at.

use crate::child::Child;
use crate::http::{Events, get};

#[tokio::test]
async fn labels_are_bounded_and_nothing_is_lost() {
    let child = Child::start("127.0.0.1:0", &[("DYNO_TEST_COMMANDS", "1100")]).unwrap();
    let text = get(child.address, "/metrics").await.body;
    let calls = |line: &&str| line.starts_with("dyno_command_calls_total{") && line.contains("outcome=\"success\"");
    let samples: Vec<_> = text.lines().filter(calls).collect();
    assert_eq!(samples.len(), 1001);
    // Each of them was called once.
    let count = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap();
    assert_eq!(samples.iter().map(|line| count(line)).sum::<u64>(), 1100);
    let other = samples.iter().find(|line| line.contains("{command=\"other\",group=\"other\",")).unwrap();
    assert!((100..200).contains(&count(other)), "{other}");
    assert!(text.contains("\ndyno_left_out{kind=\"breaker\"} 1"), "a hundred and those that are declared");

    // Whoever has a label keeps it.
    let named = |text: &str| -> Vec<String> {
        let heads = text.lines().filter(calls).map(|line| line.rsplit_once(' ').unwrap().0.to_owned());
        heads.collect()
    };
    let mut events = Events::open(child.address, "/api/v1/stream").await;
    for _ in 0..2 {
        events.next().await.unwrap();
    }
    assert_eq!(named(&get(child.address, "/metrics").await.body), named(&text));
}

#[tokio::test]
async fn an_overview_of_many_says_less_of_each() {
    let child = Child::start("127.0.0.1:0", &[("DYNO_TEST_COMMANDS", "1100")]).unwrap();
    let overview = get(child.address, "/api/v1/overview").await.json();
    let breakers = overview["breakers"].as_array().unwrap();
    assert!(breakers.len() >= 1100 && breakers.iter().all(|one| one["why"].is_null() && one["settings"].is_null()));
    let one = get(child.address, "/api/v1/commands/tenant%207").await.json();
    assert!(one["breaker"]["why"].as_str().unwrap().starts_with("breaker tenant 7 has been closed"), "{one}");

    let mut events = Events::open(child.address, "/hystrix.stream").await;
    let batch = events.next().await.unwrap();
    assert!(batch.matches("\"HystrixCommand\"").count() >= 1100);
}
