//! Other pages, which a browser of the operator shows.

use crate::attacks::{ask, assert_unharmed, but, own, raw, wish};
use crate::child::Child;
use crate::http::{get, send};
use crate::steer::{TOKEN, child};

#[tokio::test]
async fn a_form_of_another_page_changes_nothing() {
    let child = child();
    let address = child.address;
    for kind in [
        "content-type: application/x-www-form-urlencoded",
        "content-type: text/plain",
        "content-type: text/plain;application/json",
        "content-type: multipart/form-data; boundary=x",
        "content-type: application/json, text/plain",
        "content-type: application/jsonp",
        "content-type: application/json; charset=utf-16",
        "",
    ] {
        // Even with the token, which no other page has.
        assert_eq!(but(address, "content-type", kind).await.status, 415, "{kind}");
    }
    // As browsers send a form: no token, and a cookie that nobody asks for.
    let host = format!("host: {address}");
    for origin in ["origin: https://evil.example", "origin: null", "referer: https://evil.example/"] {
        for kind in ["content-type: application/x-www-form-urlencoded", "content-type: text/plain"] {
            let answer = send(address, raw("/api/v1/acts", &[&host, origin, kind, "cookie: token=x"], &wish())).await;
            assert!([403, 415].contains(&answer.status), "{origin} {kind}: {answer:?}");
        }
    }
    assert_unharmed(address).await;
}

#[tokio::test]
async fn a_page_of_others_changes_nothing_even_with_the_token() {
    let child = child();
    let (address, port) = (child.address, child.address.port());
    for origin in [
        "https://evil.example".to_owned(),
        "http://evil.example".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("http://127.0.0.1:{}", port ^ 1),
        "http://127.0.0.1".to_owned(),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://evil.example@127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}, https://evil.example"),
        format!("ftp://127.0.0.1:{port}"),
        format!("127.0.0.1:{port}"),
    ] {
        let answer = but(address, "origin", &format!("origin: {origin}")).await;
        assert_eq!(answer.status, 403, "{origin}: {answer:?}");
    }
    for site in ["cross-site", "same-site", "none", "", "SAME-ORIGIN", "same-origin, cross-site"] {
        assert_eq!(but(address, "sec-fetch-site", &format!("sec-fetch-site: {site}")).await.status, 403, "{site}");
    }
    let mut twice = own(address);
    twice.push("origin: https://evil.example".to_owned());
    assert_eq!(ask(address, &twice).await.status, 403);
    assert_unharmed(address).await;
    // Whoever is no browser says nothing of where it comes from.
    let mut plain = own(address);
    plain.retain(|line| !line.starts_with("origin") && !line.starts_with("sec-"));
    assert_eq!(ask(address, &plain).await.status, 200);
}

#[tokio::test]
async fn a_preflight_is_refused_and_no_other_page_may_read() {
    let child = child();
    let address = child.address;
    for path in ["/api/v1/acts", "/api/v1/overrides", "/api/v1/undo", "/api/v1/audit", "/"] {
        let asked = format!(
            "OPTIONS {path} HTTP/1.1\r\nhost: {address}\r\norigin: https://evil.example\r\naccess-control-request-method: POST\r\n\
             access-control-request-headers: authorization,content-type\r\naccess-control-request-private-network: true\r\nconnection: close\r\n\r\n"
        );
        let answer = send(address, asked).await;
        assert_eq!(answer.status, 405, "{path}");
        assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{answer:?}");
    }
    let answer = but(address, "origin", "origin: https://evil.example").await;
    assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{answer:?}");
}

#[tokio::test]
async fn a_name_that_was_made_to_lead_here_changes_nothing() {
    let child = child();
    let (address, port) = (child.address, child.address.port());
    for host in [
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1".to_owned(),
    ] {
        for token in [format!("authorization: Bearer {TOKEN}"), "x-no: token".to_owned()] {
            let lines = [
                format!("host: {host}"),
                format!("origin: http://{host}"),
                "sec-fetch-site: same-origin".to_owned(),
                "content-type: application/json".to_owned(),
                token,
            ];
            assert_eq!(ask(address, &lines).await.status, 421, "{host}");
        }
    }
    let lines = own(address);
    let lines: Vec<_> = lines.iter().map(|line| &**line).collect();
    let whole = raw("http://evil.example/api/v1/acts", &lines, &wish());
    assert!([400, 421].contains(&send(address, whole).await.status));
    assert_unharmed(address).await;
}

#[tokio::test]
async fn where_others_can_reach_it_the_token_and_the_origin_count() {
    let child = Child::start("0.0.0.0:0", &[("DYNO_TOKEN", TOKEN)]).unwrap();
    let address = child.reached();
    let of = |host: &str, origin: &str| {
        vec![
            format!("host: {host}"),
            format!("origin: {origin}"),
            "content-type: application/json".to_owned(),
            format!("authorization: Bearer {TOKEN}"),
        ]
    };
    assert_eq!(ask(address, &of("shop.example", "https://evil.example")).await.status, 403);
    assert_eq!(ask(address, &of("shop.example", "https://shop.example")).await.status, 200);
    for path in ["/api/v1/operator", "/api/v1/overrides", "/api/v1/audit", "/api/v1/settings/breaker/depot"] {
        assert_eq!(get(address, path).await.status, 401, "{path}");
    }
}
