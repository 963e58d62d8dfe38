//! Too much, too slow, or what nobody has asked for.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::attacks::{assert_unharmed, own, raw, wish};
use crate::http::{drain, get, post, send};
use crate::steer::{TOKEN, child};

#[tokio::test]
async fn what_comes_along_has_64_kib_and_five_seconds() {
    let child = child();
    let address = child.address;
    let head = format!("POST /api/v1/acts HTTP/1.1\r\n{}\r\nconnection: close\r\n", own(address).join("\r\n"));

    let long = json!({ "kind": "breaker", "name": "depot", "act": "trip", "because": "x".repeat(1 << 16) }).to_string();
    assert_eq!(post(address, "/api/v1/acts", Some(TOKEN), &long).await.status, 413);
    // In pieces, of which nobody says how many there are.
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes()).await.unwrap();
    for _ in 0..9 {
        _ = stream.write_all(format!("2000\r\n{}\r\n", " ".repeat(0x2000)).as_bytes()).await;
    }
    let said = String::from_utf8_lossy(&drain(&mut stream).await).into_owned();
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");

    let mut endless = TcpStream::connect(address).await.unwrap();
    endless.write_all(format!("{head}content-length: 60000\r\n\r\n{{").as_bytes()).await.unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(head.as_bytes()).await.unwrap();
    let began = Instant::now();
    let (endless, slow) = tokio::join!(drain(&mut endless), drain(&mut slow));
    assert!(String::from_utf8_lossy(&endless).starts_with("HTTP/1.1 408"), "{}", String::from_utf8_lossy(&endless));
    assert!(!String::from_utf8_lossy(&slow).contains("HTTP/1.1 200"));
    assert!((Duration::from_millis(4500)..Duration::from_secs(20)).contains(&began.elapsed()), "{:?}", began.elapsed());

    let large = format!("{head}x-filling: {}\r\ncontent-length: 2\r\n\r\n{{}}", "x".repeat(16 << 10));
    let mut stream = TcpStream::connect(address).await.unwrap();
    _ = stream.write_all(large.as_bytes()).await;
    let said = String::from_utf8_lossy(&drain(&mut stream).await).into_owned();
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    assert_unharmed(address).await;
}

#[tokio::test]
async fn a_thousand_connections_leave_it_as_it_was() {
    let child = child();
    let address = child.address;
    let mut held = Vec::new();
    for _ in 0..1_000 {
        if let Ok(Ok(stream)) = timeout(Duration::from_secs(5), TcpStream::connect(address)).await {
            held.push(stream);
        }
    }
    assert!(held.len() > 64, "{}", held.len());
    drop(held);
    let began = Instant::now();
    loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let asked = raw("/api/v1/acts", &own(address).iter().map(|line| &**line).collect::<Vec<_>>(), &wish());
        _ = stream.write_all(asked.as_bytes()).await;
        if drain(&mut stream).await.starts_with(b"HTTP/1.1 200") {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the operator has a place again");
    }
}

#[tokio::test]
async fn no_path_and_no_method_is_another_way_in() {
    let child = child();
    let address = child.address;
    for path in [
        "/api/v1/acts/",
        "//api/v1/acts",
        "/api/v1//acts",
        "/api/v1/%61cts/..",
        "/api/v1/../v1/acts",
        "/API/v1/acts",
        "/api/v1/commands/..%2facts",
        "/api/v1/settings/breaker/../../acts",
        "/api/v1/overview",
        "/api/v1/audit",
        "/",
        "/metrics",
        "/page.js",
        "/\u{1}",
    ] {
        let answer = post(address, path, Some(TOKEN), &wish()).await;
        assert!([400, 404, 405].contains(&answer.status), "{path}: {answer:?}");
        // Without the token nobody learns what there is.
        let answer = post(address, path, None, &wish()).await;
        assert!([400, 401].contains(&answer.status), "{path}: {answer:?}");
    }
    for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "post", "QUERY"] {
        let lines = own(address).join("\r\n");
        let body = wish();
        let asked = format!(
            "{method} /api/v1/acts HTTP/1.1\r\n{lines}\r\nx-http-method-override: POST\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(send(address, asked).await.status, 405, "{method}");
    }
    for path in
        ["/api/v1/settings/breaker/..%2f..%2fetc", "/api/v1/settings/%00/%00", "/api/v1/settings/breaker/%3Cscript%3E"]
    {
        let answer = get(address, path).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/json")), "{path}");
    }
    assert_unharmed(address).await;
}

#[tokio::test]
async fn what_is_not_known_is_refused() {
    let child = child();
    let address = child.address;
    let of = |more: Value| {
        let mut wanted = json!({ "kind": "breaker", "name": "depot", "act": "trip", "because": "a try" });
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wanted.to_string()
    };
    for body in [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "{\"kind\": \"breaker\"".to_owned(),
        of(json!({ "dryrun": true })),
        of(json!({ "dry_run": "yes" })),
        of(json!({ "reason": "x" })),
        of(json!({ "__proto__": {} })),
        of(json!({ "for": 10 })),
        of(json!({ "expecting": {} })),
        wish().replacen('{', "{\"kind\": \"fuse\", ", 1),
        wish() + "{}",
        format!("{}{}", "[".repeat(30_000), "]".repeat(30_000)),
        "\u{feff}".to_owned() + &wish(),
    ] {
        let answer = post(address, "/api/v1/acts", Some(TOKEN), &body).await;
        assert_eq!(answer.status, 400, "{body}: {answer:?}");
        answer.json();
    }
    let body = "{\"kind\":\"breaker\",\"name\":\"depot\",\"because\":\"x\",\"settings\":{\"probes\":1,\"probes\":2}}";
    assert_eq!(post(address, "/api/v1/overrides", Some(TOKEN), body).await.status, 400);
    for body in ["{\"id\": -1}", "{\"id\": \"1\"}", "{\"id\": 1.5}", "{}", "{\"id\": 18446744073709551616}"] {
        assert_eq!(post(address, "/api/v1/undo", Some(TOKEN), body).await.status, 400, "{body}");
    }
    assert_unharmed(address).await;
}
