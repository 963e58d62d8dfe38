//! Who has no token, and who would like to leave no trace, or a wrong one.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use serde_json::json;
use tokio::task::JoinSet;

use crate::attacks::{ask, assert_unharmed, but, own, raw, wish};
use crate::child::{Child, LOG, NESTED};
use crate::http::{get, post, send};
use crate::steer::{TOKEN, child};

#[tokio::test]
async fn a_token_that_is_wrong_in_any_way_is_401_and_is_not_repeated() {
    let child = child();
    let address = child.address;
    for wrong in [
        "",
        "authorization: Bearer",
        "authorization: Bearer s3cret-012345678",
        "authorization: Bearer s3cret-01234567890",
        "authorization: Basic czNjcmV0LTAxMjM0NTY3ODk=",
        "authorization: s3cret-0123456789",
        "cookie: token=s3cret-0123456789",
        "x-token: s3cret-0123456789",
    ] {
        let answer = but(address, "authorization", wrong).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{wrong}");
        assert!(!answer.body.contains("s3cret"), "{answer:?}");
    }
    let mut two = own(address);
    two.push("authorization: Bearer no".to_owned());
    assert_eq!(ask(address, &two).await.status, 401);
    let asked = raw(
        &format!("/api/v1/acts?token={TOKEN}"),
        &[&format!("host: {address}"), "content-type: application/json"],
        &wish(),
    );
    assert_eq!(send(address, asked).await.status, 401);
    // What is wrong with the rest is told to operators alone.
    let answer = post(address, "/api/v1/acts", Some("no"), "{\"nonsense\": 1").await;
    assert_eq!(answer.status, 401);
    assert_unharmed(address).await;
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_the_operator_is_not() {
    let child = child();
    let address = child.address;
    for at in 0..10 {
        assert_eq!(post(address, "/api/v1/operator", Some(&format!("guess-{at}")), "{}").await.status, 401);
    }
    let began = Instant::now();
    let guess = move |at: usize| async move {
        post(address, "/api/v1/operator", Some(&format!("more-{at}")), "{}").await.status
    };
    let mut guessed: JoinSet<_> = (0..30).map(guess).collect();
    // One has had its turn, and the others wait for theirs.
    assert_eq!(guessed.join_next().await.unwrap().unwrap(), 401);
    let operator = Instant::now();
    assert_eq!(post(address, "/api/v1/operator", Some(TOKEN), "{}").await.status, 200);
    assert!(operator.elapsed() < Duration::from_secs(1), "{:?}", operator.elapsed());
    assert_eq!(guessed.join_all().await, [401; 29]);
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(1500), "30 guesses in {took:?}");
    // Who only looks waits for nobody.
    let began = Instant::now();
    assert_eq!(get(address, "/api/v1/operator").await.status, 200);
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_hundred_guessers_of_a_nested_router_keep_nobody_else_waiting() {
    let variables = [("DYNO_TOKEN", TOKEN), (NESTED, "/dyno")];
    let child = Child::start("127.0.0.1:0", &variables).unwrap();
    let address = child.address;
    let guess = || async move {
        loop {
            let answer = post(address, "/dyno/api/v1/operator", Some("guess"), "{}").await;
            match answer.status {
                401 => return answer,
                503 => assert_eq!(answer.header("retry-after"), Some("1"), "{answer:?}"),
                other => panic!("{other}: {answer:?}"),
            }
        }
    };
    for _ in 0..10 {
        guess().await;
    }
    let began = Instant::now();
    let mut guessers: JoinSet<_> = (0..100).map(|_| guess()).collect();
    guessers.join_next().await.unwrap().unwrap();
    let read = format!(
        "GET /dyno/api/v1/overview HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\nconnection: close\r\n\r\n"
    );
    let (mut asked, mut longest) = (0, Duration::ZERO);
    while !guessers.is_empty() {
        let at = Instant::now();
        let operator = post(address, "/dyno/api/v1/operator", Some(TOKEN), "{}").await.status;
        let reader = send(address, &read).await.status;
        let nobody = get(address, "/dyno/api/v1/overview").await.status;
        assert_eq!((operator, reader, nobody), (200, 200, 401));
        (asked, longest) = (asked + 1, longest.max(at.elapsed()));
        while let Some(told) = guessers.try_join_next() {
            told.unwrap();
        }
    }
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(5), "100 guesses in {took:?}");
    assert!(asked >= 10 && longest < Duration::from_secs(2), "{asked} times, the longest {longest:?}");
}

#[tokio::test]
async fn nobody_writes_lines_of_his_own_into_the_log_and_the_token_is_in_none() {
    let file = env::temp_dir().join(format!("dyno-dashboard-{}.log", process::id()));
    let child =
        Child::start("127.0.0.1:0", &[("DYNO_TOKEN", TOKEN), (LOG, file.to_str().expect("a plain path"))]).unwrap();
    let address = child.address;
    let forged = "ok\r\nFORGED breaker depot: closed\n\u{1b}[2J\u{2028}FORGED\u{85}FORGED";
    let by =
        |kind: &str, name: &str| json!({ "kind": kind, "name": name, "act": "trip", "by": forged, "because": forged });
    let answer = post(address, "/api/v1/acts", Some(TOKEN), &by("breaker", "depot").to_string()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = post(address, "/api/v1/acts", Some(TOKEN), &by(forged, forged).to_string()).await;
    assert_eq!(answer.status, 404, "{answer:?}");
    for at in 0..12 {
        post(address, "/api/v1/operator", Some(&format!("guess-{at}-{TOKEN}")), "{}").await;
    }
    let audit = get(address, "/api/v1/audit").await.json();
    let text = audit["entries"][0]["text"].as_str().unwrap();
    assert!(!text.chars().any(char::is_control) && !text.contains('\u{2028}'), "{text:?}");
    drop(child);
    let log = fs::read_to_string(&file).unwrap();
    fs::remove_file(file).unwrap();
    assert!(log.contains("depot"), "it was told: {log}");
    assert!(log.contains("somebody tries tokens"), "so was this: {log}");
    assert!(!log.contains(TOKEN) && !log.contains("guess-"), "{log}");
    assert!(!log.contains('\u{1b}') && !log.contains('\u{2028}') && !log.contains('\u{85}'), "{log:?}");
    let beginnings: BTreeSet<_> = log.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(!beginnings.contains("FORGED"), "{log}");
}
