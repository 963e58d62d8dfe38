//! What `/api/v1` says.

use serde_json::{Value, json};

use crate::calls::{self, NASTY};
use crate::http::{get, page};

/// Finds what has a name in a list.
fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let list = list.as_array().expect("a list");
    list.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {list:?}"))
}

#[tokio::test]
async fn the_overview_has_every_command_called_or_not() {
    let page = page().await;
    for _ in 0..5 {
        calls::stock(true).await.unwrap();
    }
    calls::price().await.unwrap_err();
    calls::reviews(7).unwrap();
    calls::delivery().unwrap();
    calls::search().unwrap();
    crate::stream::after_the_next_look(&page).await;

    let answer = get(page.address(), "/api/v1/overview").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{answer:?}");
    let overview = answer.json();
    assert_eq!(overview["version"], 1);
    assert!(overview["unix_milliseconds"].as_u64().unwrap() > 1_600_000_000_000, "{overview}");
    assert_eq!(overview["process"]["pid"], std::process::id());
    assert_eq!(overview["process"]["dyno_version"], env!("CARGO_PKG_VERSION"));

    let stock = named(&overview["commands"], "stock");
    assert_eq!(
        (&stock["group"], &stock["total_calls"], &stock["total_errors"]),
        (&json!("shop"), &json!(5), &json!(5))
    );
    assert_eq!(stock["breaker"]["state"], "open", "{stock}");
    let probe = stock["breaker"]["next_probe_seconds"].as_f64().unwrap();
    assert!((3000.0..5000.0).contains(&probe), "{stock}");
    assert!(stock["p99_seconds"].as_f64().unwrap() > 0.0, "{stock}");
    assert_eq!(stock["has_fallback"], true);

    assert_eq!(named(&overview["commands"], "price")["retry"]["attempts_per_call"], 3.0);
    assert_eq!(named(&overview["commands"], "reviews")["cache"]["hit_share"], 0.0);
    assert_eq!(named(&overview["commands"], "never")["total_calls"], 0);
    assert_eq!(named(&overview["commands"], NASTY)["total_calls"], 0);
    assert_eq!(named(&overview["pools"], "drive")["most_threads"], 2);
    assert_eq!(named(&overview["bulkheads"], "till")["permits"], 4);
    assert_eq!(named(&overview["fuses"], "new search")["is_intact"], true);
    assert_eq!(named(&overview["rate_limits"], "vans")["settings"]["limit"], "1000 / 1s");
    assert_eq!(named(&overview["caches"], "reviews")["total_misses"], 1);
    let opened = overview["events"].as_array().unwrap().iter().find(|event| event["name"] == "depot").unwrap();
    assert_eq!((&opened["kind"], &opened["state"]), (&json!("breaker"), &json!("open")));
    let since = overview["unix_milliseconds"].as_u64().unwrap() - opened["unix_milliseconds"].as_u64().unwrap();
    assert!(since < 60_000, "{opened}");
    page.close().await;
}

#[tokio::test]
async fn a_command_is_told_whole() {
    let page = page().await;
    calls::delivery().unwrap();
    crate::stream::after_the_next_look(&page).await;
    let delivery = get(page.address(), "/api/v1/commands/delivery").await.json();
    assert!(delivery["why"].as_str().unwrap().starts_with("command delivery in the last 10 s"), "{delivery}");
    let policies = delivery["plan"]["policies"].as_array().unwrap();
    let pool = policies.iter().find(|policy| policy["policy"] == "pool").unwrap();
    let threads = named(&pool["settings"], "threads");
    assert_eq!((&threads["value"], &threads["origin"]), (&json!("2"), &json!("attribute")));
    assert!(threads["place"].as_str().unwrap().contains("calls.rs:"), "{threads}");
    let queue_timeout = named(&pool["settings"], "queue_timeout");
    assert_eq!((&queue_timeout["origin"], &queue_timeout["place"]), (&json!("default"), &Value::Null));
    assert_eq!(delivery["pool"]["name"], "drive");
    assert_eq!(delivery["rate_limit"]["name"], "vans");
    assert_eq!(delivery["breaker"], Value::Null);
    assert_eq!(delivery["snapshot"]["settings"]["timeout"], "2s");
    let history = &delivery["history"];
    let lengths = ["unix_milliseconds", "calls_per_second", "errors_per_second"]
        .map(|key| history[key].as_array().unwrap().len());
    assert!(lengths[0] > 0 && lengths.iter().all(|length| *length == lengths[0]), "{history}");
}

#[tokio::test]
async fn names_may_be_anything() {
    let page = page().await;
    let path = NASTY.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let answer = get(page.address(), &format!("/api/v1/commands/{path}")).await;
    assert_eq!(answer.json()["name"], NASTY);
}

#[tokio::test]
async fn an_unknown_command_is_told_with_the_nearest() {
    let page = page().await;
    let answer = get(page.address(), "/api/v1/commands/stok").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["error"], "no command is called `stok` here: did you mean `stock`?");
}

#[tokio::test]
async fn histories_end_with_the_last_look() {
    let page = page().await;
    crate::stream::after_the_next_look(&page).await;
    let history = get(page.address(), "/api/v1/history").await.json();
    let times = history["unix_milliseconds"].as_array().unwrap();
    assert!((1..=120).contains(&times.len()), "{times:?}");
    let never = named(&history["commands"], "never");
    assert_eq!(never["calls_per_second"].as_array().unwrap().len(), times.len());
    assert!(never["errors_per_second"].as_array().unwrap().iter().all(|rate| *rate == 0.0));
}
