//! `/api/v1/stream`

use dyno_dashboard::Page;
use serde_json::Value;

use crate::http::{Events, page};

/// Waits until all that has happened so far has been seen: the next look may have begun before, the one after that has not.
pub(crate) async fn after_the_next_look(page: &Page) {
    let mut events = Events::open(page.address(), "/api/v1/stream").await;
    let first = tick(&events.next().await.expect("an overview"));
    while tick(&events.next().await.expect("an overview")) < first + 2 {}
}

fn overview(event: &str) -> Value {
    let data =
        event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_else(|| panic!("no data in {event}"));
    serde_json::from_str(data).expect("JSON")
}

fn tick(event: &str) -> u64 {
    overview(event)["tick"].as_u64().expect("a number")
}

#[tokio::test]
async fn an_overview_comes_at_once_and_then_each_new_one() {
    let page = page().await;
    let mut events = Events::open(page.address(), "/api/v1/stream").await;
    assert!(events.head.contains("content-type: text/event-stream"), "{}", events.head);
    assert!(events.head.contains("cache-control: no-store"), "{}", events.head);
    let first = events.next().await.unwrap();
    let number = tick(&first);
    assert!(first.starts_with(&format!("event: overview\nid: {number}\ndata: {{")), "{first}");
    assert!(first.ends_with("\n\n"));
    assert_eq!(tick(&events.next().await.unwrap()), number + 1);
    assert_eq!(tick(&events.next().await.unwrap()), number + 2);
}

#[tokio::test]
async fn each_overview_comes_with_the_servers_time() {
    let page = page().await;
    let mut events = Events::open(page.address(), "/api/v1/stream").await;
    for _ in 0..2 {
        let clock = events.any().await.unwrap();
        let now = clock.strip_prefix("event: clock\ndata: ").and_then(|rest| rest.trim_end().parse::<u64>().ok());
        let seen = overview(&events.any().await.unwrap())["unix_milliseconds"].as_u64().unwrap();
        let apart = now.unwrap_or_else(|| panic!("{clock}")).abs_diff(seen);
        assert!(apart < 60_000, "{clock} {seen}");
    }
}

#[tokio::test]
async fn all_who_watch_see_the_same() {
    let page = page().await;
    let mut one = Events::open(page.address(), "/api/v1/stream").await;
    let mut other = Events::open(page.address(), "/api/v1/stream").await;
    let first = one.next().await.unwrap();
    let mut same = other.next().await.unwrap();
    while tick(&same) < tick(&first) {
        same = other.next().await.unwrap();
    }
    let mut first = first;
    while tick(&first) < tick(&same) {
        first = one.next().await.unwrap();
    }
    assert_eq!(first, same);
}

#[tokio::test]
async fn streams_end_when_the_page_is_closed() {
    let page = page().await;
    let address = page.address();
    let mut events = Events::open(address, "/api/v1/stream").await;
    events.next().await.unwrap();
    page.close().await;
    while events.next().await.is_some() {}
    // Its address is free again.
    std::net::TcpListener::bind(address).unwrap();
}
