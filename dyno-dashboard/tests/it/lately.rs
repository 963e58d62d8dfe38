//! What the API says of the last ten seconds, and of what goes on for long.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dyno::{EventKind, Registry, Service, command};
use serde_json::{Value, json};

use crate::calls::StockError;
use crate::http::{get, page};

#[command(name = "flap", breaker("flaps", consecutive = 1, probes = 1, open_for = 1ms, open_max = 1ms, jitter = 0.0))]
async fn flap() -> Result<(), StockError> {
    Err(StockError::Down)
}

#[command(name = "pester", retry(n = 4, backoff = fixed(1ms)))]
async fn pester() -> Result<(), StockError> {
    Err(StockError::Down)
}

#[command(name = "insist", retry(n = 3, backoff = fixed(1ms), budget = off))]
async fn insist() -> Result<(), StockError> {
    Err(StockError::Down)
}

static KITCHEN_BURNS: AtomicBool = AtomicBool::new(false);

#[command(name = "menu", cache(ttl = 1ms, stale_if_error = 1h))]
fn menu(day: u32) -> io::Result<u32> {
    if KITCHEN_BURNS.load(Ordering::Relaxed) { Err(io::Error::other("the kitchen burns")) } else { Ok(day) }
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let list = list.as_array().expect("a list");
    list.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {list:?}"))
}

async fn overview(page: &dyno_dashboard::Page) -> Value {
    crate::stream::after_the_next_look(page).await;
    get(page.address(), "/api/v1/overview").await.json()
}

#[tokio::test]
async fn an_outage_is_told_from_its_begin_and_its_first_event_stays() {
    let page = page().await;
    let is_failed_probe = |kind: &EventKind| matches!(kind, EventKind::Transition(change) if &*change.breaker == "flaps" && change.from.as_str() == "half-open");
    let probes = || dyno::events(0).iter().filter(|event| is_failed_probe(&event.kind)).count();
    while probes() < 300 {
        _ = flap().await;
        tokio::task::yield_now().await;
    }
    let overview = overview(&page).await;
    let events = overview["events"].as_array().unwrap().iter().filter(|event| event["name"] == "flaps");
    let told: Vec<_> =
        events.map(|event| (event["text"].as_str().unwrap(), event["count"].as_u64().unwrap())).collect();
    let count = |part: &str| {
        let its: Vec<_> = told.iter().filter(|(text, _)| text.contains(part)).map(|(_, count)| *count).collect();
        assert_eq!(its.len(), 1, "{part}: {told:?}");
        its[0]
    };
    assert_eq!(count("closed -> open"), 1);
    assert!(count("open -> half-open") >= 300 && count("half-open -> open") >= 300, "{told:?}");
    let all = overview["events"].as_array().unwrap();
    let again = all.iter().find(|event| event["count"].as_u64() >= Some(300)).unwrap();
    assert!(again["first_sequence"].as_u64() < again["sequence"].as_u64(), "{again}");
    assert!(again["first_unix_milliseconds"].as_u64() < again["unix_milliseconds"].as_u64(), "{again}");

    let whole = get(page.address(), "/api/v1/commands/flap").await.json();
    for breaker in
        [named(&overview["breakers"], "flaps"), &named(&overview["commands"], "flap")["breaker"], &whole["breaker"]]
    {
        let seconds = |key: &str| breaker[key].as_f64().unwrap_or_else(|| panic!("no {key} in {breaker}"));
        assert!(seconds("not_closed_seconds") > seconds("in_state_seconds"), "{breaker}");
        let begin = breaker["not_closed_since_unix_milliseconds"].as_u64().unwrap();
        let now = overview["unix_milliseconds"].as_u64().unwrap();
        assert!((300..120_000).contains(&(now - begin)), "{begin} {now}");
    }

    dyno::breaker("flaps").unwrap().reset();
    while probes() < 310 {
        _ = flap().await;
        tokio::task::yield_now().await;
    }
    let overview = self::overview(&page).await;
    let events = overview["events"].as_array().unwrap().iter().filter(|event| event["name"] == "flaps");
    let texts = events.map(|event| (event["text"].as_str().unwrap(), event["count"].as_u64().unwrap()));
    let tripped: Vec<_> = texts.clone().filter(|(text, _)| text.contains("closed -> open")).collect();
    assert_eq!(tripped.len(), 2, "the next outage has its own events: {tripped:?}");
    let failed: Vec<_> = texts.filter(|(text, _)| text.contains("half-open -> open")).collect();
    assert!(failed.len() == 2 && failed[0].1 >= 300 && failed[1].1 < 300, "{failed:?}");
}

#[tokio::test]
async fn a_budget_tells_what_share_it_refused_and_none_is_told_as_none() {
    let page = page().await;
    // The first look is over.
    crate::stream::after_the_next_look(&page).await;
    for _ in 0..40 {
        pester().await.unwrap_err();
    }
    insist().await.unwrap_err();
    let overview = overview(&page).await;
    let spent = named(&overview["retries"], "pester");
    assert_eq!(spent["has_budget"], true);
    let share = spent["recent_refused_share"].as_f64().unwrap();
    assert!((0.5..1.0).contains(&share), "{spent}");
    let retry = &named(&overview["commands"], "pester")["retry"];
    assert_eq!((&retry["has_budget"], &retry["recent_refused_share"]), (&json!(true), &json!(share)));

    let free = named(&overview["retries"], "insist");
    assert_eq!((&free["has_budget"], &free["retries_left"]), (&json!(false), &Value::Null));
    assert_eq!((&free["recent_retries"], &free["total_retries"]), (&json!(2), &json!(2)), "{free}");
    assert_eq!(free["recent_refused_share"], 0.0);
    assert_eq!(named(&overview["commands"], "insist")["retry"]["has_budget"], false);
}

#[tokio::test]
async fn a_cache_that_lives_on_old_values_says_so_of_the_last_ten_seconds() {
    let page = page().await;
    assert_eq!(menu(1).unwrap(), 1);
    crate::stream::after_the_next_look(&page).await;
    KITCHEN_BURNS.store(true, Ordering::Relaxed);
    let rescued = || dyno::snapshot().caches.iter().find(|one| one.name == "menu").map_or(0, |one| one.rescued);
    while rescued() < 3 {
        assert_eq!(menu(1).unwrap(), 1);
    }
    let overview = overview(&page).await;
    let whole = get(page.address(), "/api/v1/commands/menu").await.json();
    for cache in [named(&overview["caches"], "menu"), &named(&overview["commands"], "menu")["cache"], &whole["cache"]] {
        assert!(cache["recent_rescued"].as_u64() >= Some(3) && cache["recent_failed"].as_u64() >= Some(3), "{cache}");
        let share = |key: &str| cache[key].as_f64().unwrap_or_else(|| panic!("no {key} in {cache}"));
        assert!(share("recent_stale_share") > 0.0 && share("recent_hit_share") < 1.0, "{cache}");
    }
}

struct Oven;

#[tokio::test]
async fn what_a_service_said_when_it_could_not_be_built_stays_inside() {
    let page = page().await;
    let build = || async { Err::<Arc<Oven>, _>(io::Error::other("postgres://shop:hunter2@db refused")) };
    Registry::global().provide_service(Service::new("ovens", build)).unwrap();
    let error = Registry::global().resolve::<Oven>().await.err().unwrap().to_string();
    assert!(error.contains("hunter2"), "{error}");
    let overview = overview(&page).await;
    let dependency = overview["dependencies"].as_array().unwrap().iter().find(|one| one["service"] == "ovens").unwrap();
    assert_eq!(dependency["state"], "failed");
    assert!(dependency["error"].as_str().unwrap().starts_with("it could not be built"), "{dependency}");
    assert!(!overview.to_string().contains("hunter2"));
}
