//! What an operator changes, and takes back.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::calls::NASTY;
use crate::child::Child;
use crate::http::{Answer, Events, get, post};

pub(crate) const TOKEN: &str = "s3cret-0123456789";

/// A program with an operator.
pub(crate) fn child() -> Child {
    Child::start("127.0.0.1:0", &[("DYNO_TOKEN", TOKEN)]).expect("a free port")
}

/// Sends what the operator would.
pub(crate) async fn send(address: SocketAddr, path: &str, body: &Value) -> Answer {
    post(address, path, Some(TOKEN), &body.to_string()).await
}

/// The same, which must be done.
async fn done(address: SocketAddr, path: &str, body: Value) -> Value {
    let answer = send(address, path, &body).await;
    assert_eq!(answer.status, 200, "{body}: {answer:?}");
    assert_eq!(answer.json()["version"], 1);
    answer.json()
}

/// The same, which must be refused with this status; gives why, in words.
async fn not_done(address: SocketAddr, path: &str, body: Value, status: u16) -> String {
    let answer = send(address, path, &body).await;
    assert_eq!(answer.status, status, "{body}: {answer:?}");
    let said = answer.json();
    assert!(said["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{said}");
    said["error"].as_str().expect("text").to_owned()
}

/// A setting as it is told: its value and who says so.
async fn setting(address: SocketAddr, thing: &str, setting: &str) -> Value {
    let answer = get(address, &format!("/api/v1/settings/{thing}")).await.json();
    let all = answer["settings"].as_array().unwrap_or_else(|| panic!("{answer}"));
    all.iter().find(|one| one["name"] == setting).unwrap_or_else(|| panic!("{answer}")).clone()
}

async fn in_force(address: SocketAddr) -> Vec<Value> {
    get(address, "/api/v1/overrides").await.json()["overrides"].as_array().expect("a list").clone()
}

fn id(told: &Value) -> u64 {
    told["override"]["id"].as_u64().unwrap_or_else(|| panic!("{told}"))
}

#[tokio::test]
async fn a_setting_is_overridden_and_taken_back() {
    let child = child();
    let address = child.address;
    let before = setting(address, "breaker/depot", "consecutive").await;
    assert_eq!((&before["value"], &before["origin"]), (&json!("3"), &json!("attribute")));

    let wanted = json!({
        "kind": "breaker", "name": "depot", "settings": { "consecutive": 7, "min_calls": "9" }, "by": "ada",
        "because": "the depot moves", "for": "10m", "expecting": { "consecutive": "3" },
    });
    let told = done(address, "/api/v1/overrides", wanted).await;
    assert_eq!(told["override"]["changes"][0], json!({ "setting": "consecutive", "was": "3", "is": "7" }));
    let now = setting(address, "breaker/depot", "consecutive").await;
    assert_eq!(
        [&now["value"], &now["origin"], &now["who"], &now["why"]],
        ["7", "overridden", "ada", "the depot moves"]
    );
    assert!(now["until_unix_milliseconds"].as_u64().is_some());

    let all = in_force(address).await;
    assert_eq!((all.len(), &all[0]["id"]), (1, &told["override"]["id"]));
    let plan = get(address, "/api/v1/commands/stock").await.body;
    assert!(plan.contains("\"who\":\"ada\""), "{plan}");

    let undone = done(address, "/api/v1/undo", json!({ "id": id(&told), "by": "ben", "because": "moved" })).await;
    assert_eq!((&undone["entry"]["deed"], &undone["entry"]["of"]), (&json!("undone"), &told["override"]["id"]));
    assert_eq!(setting(address, "breaker/depot", "consecutive").await, before);
    assert!(in_force(address).await.is_empty());
    for because in [json!(null), json!(""), json!(" .")] {
        not_done(address, "/api/v1/undo", json!({ "id": 1, "because": because }), 422).await;
    }
    let audit = get(address, "/api/v1/audit").await.json()["entries"].clone();
    let deeds: Vec<_> = audit.as_array().unwrap().iter().map(|entry| (&entry["deed"], &entry["who"])).collect();
    assert_eq!(deeds, [(&json!("overridden"), &json!("ada")), (&json!("undone"), &json!("ben"))]);
    assert_eq!(audit[0]["ended"], "undone");
}

#[tokio::test]
async fn a_share_may_be_a_number_and_a_blank_name_is_an_operator() {
    let child = child();
    let address = child.address;
    for (sent, is) in [(json!(0.2), "20%"), (json!("0.3"), "30%"), (json!("40%"), "40%"), (json!(1.0), "100%")] {
        let wanted = json!({
            "kind": "breaker", "name": "depot", "settings": { "failure_rate": sent }, "by": "  ", "because": "a try",
        });
        let told = done(address, "/api/v1/overrides", wanted).await;
        assert_eq!((&told["override"]["changes"][0]["is"], &told["override"]["who"]), (&json!(is), &json!("operator")));
        let undone = json!({ "id": id(&told), "by": "", "because": "a try" });
        assert_eq!(done(address, "/api/v1/undo", undone).await["entry"]["who"], "operator");
    }
}

#[tokio::test]
async fn a_reset_leaves_nothing_in_force() {
    let child = child();
    let address = child.address;
    let act = |act: &str| json!({ "kind": "breaker", "name": "depot", "act": act, "because": "a try" });
    let forced = done(address, "/api/v1/acts", act("force_open")).await;
    let reset = done(address, "/api/v1/acts", act("reset")).await;
    assert!(in_force(address).await.is_empty());
    let audit = get(address, "/api/v1/audit").await.json()["entries"].clone();
    assert_eq!([&audit[0]["ended"], &audit[0]["ended_by"]], [&json!("reset"), &reset["override"]["id"]]);
    done(address, "/api/v1/undo", json!({ "id": id(&reset), "because": "a try" })).await;
    assert_eq!(in_force(address).await[0]["id"], forced["override"]["id"]);
}

#[tokio::test]
async fn a_dry_run_tells_and_changes_nothing() {
    let child = child();
    let address = child.address;
    let wanted = json!({ "kind": "pool", "name": "drive", "settings": { "threads": 5 }, "dry_run": true });
    let told = done(address, "/api/v1/overrides", wanted).await;
    assert_eq!(told["dry_run"]["changes"], json!([{ "setting": "threads", "was": "2", "is": "5" }]));
    assert!(told["dry_run"]["words"].as_array().is_some_and(|words| !words.is_empty()), "{told}");
    assert_eq!(told["dry_run"]["dangerous"], json!([]));
    let wanted = json!({ "kind": "fuse", "name": "new search", "settings": { "admit": 0.0 }, "dry_run": true });
    let told = done(address, "/api/v1/overrides", wanted).await;
    assert_eq!(told["dry_run"]["dangerous"], json!(["every call is turned away"]));
    let wanted = json!({ "kind": "breaker", "name": "depot", "act": "trip", "dry_run": true });
    let told = done(address, "/api/v1/acts", wanted).await;
    assert_eq!(told["dry_run"]["dangerous"], json!(["every call is turned away until its wait is over"]));
    let wanted = json!({ "kind": "cache", "name": "reviews", "act": "clear", "dry_run": true });
    assert_eq!(done(address, "/api/v1/acts", wanted).await["dry_run"]["can_be_undone"], false);
    assert_eq!(setting(address, "pool/drive", "threads").await["value"], "2");
    assert!(in_force(address).await.is_empty());
    assert_eq!(get(address, "/api/v1/audit").await.json()["entries"], json!([]));
}

#[tokio::test]
async fn every_act_is_done_and_seen() {
    let child = child();
    let address = child.address;
    let act = |kind: &str, name: &str, act: &str| json!({ "kind": kind, "name": name, "act": act, "because": "a try" });
    let state = async |thing: &str| get(address, &format!("/api/v1/settings/{thing}")).await.json()["state"].clone();
    for (word, becomes) in [
        ("trip", "open"),
        ("reset", "closed"),
        ("force_open", "forced-open"),
        ("disable", "disabled"),
        ("metrics_only", "metrics-only"),
        ("reset", "closed"),
    ] {
        done(address, "/api/v1/acts", act("breaker", "depot", word)).await;
        assert_eq!(state("breaker/depot").await, becomes, "{word}");
    }
    let blown = done(address, "/api/v1/acts", act("fuse", "new%20search".replace("%20", " ").as_str(), "blow")).await;
    assert_eq!(state("fuse/new%20search").await, "blown");
    done(address, "/api/v1/undo", json!({ "id": id(&blown), "because": "mended" })).await;
    assert_eq!(state("fuse/new%20search").await, "intact");
    done(address, "/api/v1/acts", act("fuse", "new search", "blow")).await;
    done(address, "/api/v1/acts", act("fuse", "new search", "reset")).await;
    assert_eq!(state("fuse/new%20search").await, "intact");
    let cleared = done(address, "/api/v1/acts", act("cache", "reviews", "clear")).await;
    not_done(address, "/api/v1/undo", json!({ "id": id(&cleared), "because": "a try" }), 409).await;

    for (kind, name, word, status) in [
        ("pool", "drive", "trip", 422),
        ("fuse", "new search", "clear", 422),
        ("breaker", "depot", "explode", 422),
        ("breaker", "no such", "trip", 404),
        ("wizard", "depot", "trip", 404),
    ] {
        not_done(address, "/api/v1/acts", act(kind, name, word), status).await;
    }
}

#[tokio::test]
async fn what_others_changed_meanwhile_is_told() {
    let child = child();
    let address = child.address;
    let change = |value: u32, seen: u32, who: &str| {
        json!({
            "kind": "bulkhead", "name": "till", "settings": { "permits": value }, "by": who, "because": "a try",
            "expecting": { "permits": seen.to_string() },
        })
    };
    done(address, "/api/v1/overrides", change(5, 4, "ada")).await;
    let answer = send(address, "/api/v1/overrides", &change(9, 4, "ben")).await;
    assert_eq!(answer.status, 409, "{answer:?}");
    let changed = &answer.json()["changed"][0];
    assert_eq!(
        [&changed["setting"], &changed["expected"], &changed["found"], &changed["who"]],
        ["permits", "4", "5", "ada"]
    );
    // So is a dry run, which is what the page asks for first.
    let mut try_it = change(9, 4, "ben");
    try_it["dry_run"] = true.into();
    not_done(address, "/api/v1/overrides", try_it, 409).await;

    let act = |act: &str, seen: &str| json!({ "kind": "breaker", "name": "depot", "act": act, "because": "a try", "expecting": seen });
    // It does that by itself all the time.
    done(address, "/api/v1/acts", act("disable", "half-open")).await;
    let answer = send(address, "/api/v1/acts", &act("force_open", "closed")).await;
    assert_eq!((answer.status, &answer.json()["changed"][0]["found"]), (409, &json!("disabled")));
    done(address, "/api/v1/acts", act("reset", "disabled")).await;
    // A hand does not.
    let mut trip = act("trip", "closed");
    trip["by"] = "ada".into();
    done(address, "/api/v1/acts", trip).await;
    let answer = send(address, "/api/v1/acts", &act("disable", "closed")).await;
    let changed = &answer.json()["changed"][0];
    assert_eq!((answer.status, &changed["found"], &changed["who"]), (409, &json!("open"), &json!("ada")));
    done(address, "/api/v1/acts", act("reset", "open")).await;

    let first = done(address, "/api/v1/overrides", change(6, 5, "ada")).await;
    done(address, "/api/v1/overrides", change(7, 6, "ben")).await;
    let said = not_done(address, "/api/v1/undo", json!({ "id": id(&first), "because": "a try" }), 409).await;
    assert!(said.contains(&id(&first).to_string()), "{said}");
    not_done(address, "/api/v1/undo", json!({ "id": 999_999, "because": "a try" }), 404).await;
}

#[tokio::test]
async fn of_many_at_once_who_have_seen_the_same_one_is_first() {
    let child = child();
    let address = child.address;
    let ask = |value: u32| async move {
        let wanted = json!({
            "kind": "bulkhead", "name": "till", "settings": { "permits": value }, "because": "a race",
            "expecting": { "permits": "4" },
        });
        send(address, "/api/v1/overrides", &wanted).await.status
    };
    let all: Vec<_> = (10..40).map(|value| tokio::spawn(ask(value))).collect();
    let mut statuses = Vec::new();
    for one in all {
        statuses.push(one.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 29, "{statuses:?}");
    assert_eq!(in_force(address).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let child = child();
    let address = child.address;
    let of = |settings: Value| json!({ "kind": "breaker", "name": "depot", "settings": settings, "because": "a try" });
    for (settings, word) in [
        (json!({ "consecutiv": 5 }), "did you mean `consecutive`"),
        (json!({ "open_for": "5" }), "duration"),
        (json!({ "failure_rate": "200%" }), "failure_rate"),
        (json!({ "min_calls": 9, "failure_rate": "nonsense" }), "nonsense"),
        (json!({}), ""),
    ] {
        let said = not_done(address, "/api/v1/overrides", of(settings), 422).await;
        assert!(said.contains(word), "{word}: {said}");
    }
    let mut wanted = of(json!({ "min_calls": 9 }));
    wanted["because"] = "  ".into();
    let said = not_done(address, "/api/v1/overrides", wanted.clone(), 422).await;
    assert_eq!(said, "whoever changes a running program says why: give a reason in words");
    let said = not_done(address, "/api/v1/undo", json!({ "id": 9_999, "because": "a try" }), 404).await;
    assert!(said.starts_with("nothing is known of #9999: ") && !said.contains("()"), "{said}");
    let said = not_done(address, "/api/v1/overrides", of(json!({})), 422).await;
    assert_eq!(said, "no setting is given that is to be overridden");
    wanted.as_object_mut().unwrap().remove("because");
    not_done(address, "/api/v1/overrides", wanted, 422).await;
    let mut wanted = of(json!({ "min_calls": 9 }));
    for time in ["10", "soon", "0s", "100000000000000000h"] {
        wanted["for"] = time.into();
        not_done(address, "/api/v1/overrides", wanted.clone(), 422).await;
    }
    for (kind, name, act, expecting, word) in [
        ("breaker", "depot", "trip", "clsed", "did you mean `closed`?"),
        ("cache", "reviews", "clear", "full", "a cache has no states"),
    ] {
        let wanted = json!({ "kind": kind, "name": name, "act": act, "because": "a try", "expecting": expecting });
        let said = not_done(address, "/api/v1/acts", wanted, 422).await;
        assert!(said.contains(word), "{said}");
    }
    let never = json!({ "kind": "fuse", "name": "new search", "act": "blow", "because": "a try", "for": "0s" });
    let said = not_done(address, "/api/v1/acts", never, 422).await;
    assert_eq!(said, "`0s` is no time in which anything could be so");
    let mut wanted = of(json!({ "min_calls": 9 }));
    wanted["name"] = "depo".into();
    assert!(not_done(address, "/api/v1/overrides", wanted, 404).await.contains("depot"));
    assert_eq!(setting(address, "breaker/depot", "min_calls").await["origin"], "default");
    assert!(in_force(address).await.is_empty());
}

#[tokio::test]
async fn an_override_ends_by_itself_and_all_who_watch_see_changes_at_once() {
    let child = child();
    let address = child.address;
    let mut events = Events::open(address, "/api/v1/stream").await;
    events.next().await.unwrap();
    let began = Instant::now();
    for round in 0..5 {
        // Just after a look, so that the next would be a second away.
        let why = format!("try {round}");
        let wanted = json!({
            "kind": "command", "name": "stock", "settings": { "timeout": format!("{}s", 10 + round) }, "because": why, "for": "4s",
        });
        done(address, "/api/v1/overrides", wanted).await;
        while !events.next().await.unwrap().contains(&format!("\"why\":\"{why}\"")) {}
    }
    assert!(began.elapsed() < Duration::from_millis(2500), "{:?}", began.elapsed());
    while events.next().await.unwrap().contains("\"overrides\":[{") {}
    assert_eq!(setting(address, "command/stock", "timeout").await["value"], "2s");
    let audit = get(address, "/api/v1/audit").await.json();
    let entries = audit["entries"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["deed"] == "expired"), "{audit}");
}

#[tokio::test]
async fn names_and_reasons_may_be_anything_and_stay_text() {
    let child = child();
    let address = child.address;
    let hostile = "<img src=x onerror=alert(1)>\u{202e}\"'\\ ü";
    let wanted = json!({
        "kind": "command", "name": NASTY, "settings": { "exact_latency": true }, "by": hostile, "because": hostile,
    });
    done(address, "/api/v1/overrides", wanted).await;
    let path = "command/a%2Fb%20%3Cscript%3Ealert(%221%22)%3C%2Fscript%3E%5C%20%C3%BC%0A%7B%7D";
    let exact = setting(address, path, "exact_latency").await;
    assert_eq!((&exact["who"], &exact["why"]), (&json!(hostile), &json!(hostile)));
    // The overview has it with the next look.
    let mut events = Events::open(address, "/api/v1/stream").await;
    while !events.next().await.unwrap().contains("\"overrides\":[{") {}
    for path in ["/api/v1/overrides", "/api/v1/audit", "/api/v1/overview"] {
        let answer = get(address, path).await;
        assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
        assert!(answer.body.contains("<img src=x onerror=alert(1)>"), "{path}");
    }
}

#[tokio::test]
async fn who_has_no_token_is_told_that_nothing_can_be_changed() {
    let child = Child::start("127.0.0.1:0", &[]).unwrap();
    let address = child.address;
    assert_eq!(get(address, "/api/v1/operator").await.json()["can_steer"], false);
    for path in ["/api/v1/overrides", "/api/v1/acts", "/api/v1/undo", "/api/v1/operator"] {
        let answer = post(address, path, Some(TOKEN), "{}").await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{path}");
        assert!(answer.json()["remedy"].as_str().unwrap().contains("`DYNO_TOKEN`"), "{answer:?}");
    }
    let with = self::child();
    assert_eq!(get(with.address, "/api/v1/operator").await.json()["can_steer"], true);
    assert_eq!(done(with.address, "/api/v1/operator", json!({})).await["is_operator"], true);
}
