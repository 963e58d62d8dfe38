//! Who is let in: attacks by name, by method and by path.

use crate::http::{get, page, request, send};

#[tokio::test]
async fn foreign_names_are_turned_away() {
    let page = page().await;
    let (address, port) = (page.address(), page.address().port());
    let ask = |hosts: &str| format!("GET /api/v1/overview HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
    for ours in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("LOCALHOST:{port}")] {
        assert_eq!(send(address, ask(&format!("host: {ours}\r\n"))).await.status, 200, "{ours}");
    }
    let foreign = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("127.0.0.2:{port}"),
        format!("[::1]:{port}"),
        format!("0.0.0.0:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f.1:{port}"),
        format!("evil@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1:{}", port ^ 1),
        "127.0.0.1".to_owned(),
        "127.0.0.1:".to_owned(),
        format!("127.0.0.1:{port}0000"),
        String::new(),
        format!("127.0.0.1:{port}, evil.example"),
        format!("localhost.:{port}"),
    ];
    for host in foreign {
        let answer = send(address, ask(&format!("host: {host}\r\n"))).await;
        assert_eq!(answer.status, 421, "{host}: {answer:?}");
        assert!(answer.json()["error"].as_str().unwrap().contains("not one of the dashboard's"), "{answer:?}");
    }
    assert!([400, 421].contains(&send(address, ask("")).await.status), "no name at all");
    for hosts in [
        format!("host: 127.0.0.1:{port}\r\nhost: evil.example\r\n"),
        format!("host: evil.example\r\nhost: 127.0.0.1:{port}\r\n"),
    ] {
        assert!([400, 421].contains(&send(address, ask(&hosts)).await.status), "{hosts}");
    }
}

#[tokio::test]
async fn a_target_of_others_is_turned_away_whatever_host_says() {
    let page = page().await;
    let address = page.address();
    for target in ["http://evil.example/api/v1/overview", "http://evil.example@127.0.0.1/", "https://evil.example:443/"]
    {
        let answer = send(address, request(address, "GET", target)).await;
        assert!([400, 421].contains(&answer.status), "{target}: {answer:?}");
    }
    let connect = send(address, format!("CONNECT evil.example:443 HTTP/1.1\r\nhost: {address}\r\n\r\n")).await;
    assert!([400, 405, 421].contains(&connect.status), "{connect:?}");
}

#[tokio::test]
async fn nothing_can_be_done_but_read() {
    let page = page().await;
    let address = page.address();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        for path in ["/", "/api/v1/overview", "/api/v1/commands/stock", "/nothing"] {
            let answer = send(address, request(address, method, path)).await;
            assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method} {path}");
            assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{answer:?}");
        }
    }
    let head = send(address, request(address, "HEAD", "/api/v1/overview")).await;
    assert_eq!((head.status, &*head.body), (200, ""));
}

#[tokio::test]
async fn no_path_leads_anywhere_else() {
    let page = page().await;
    let paths = [
        "/../etc/passwd",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/page.js/../../Cargo.toml",
        "/page/index.html",
        "//evil.example/",
        "/api//v1/overview",
        "/api/v1/overview/",
        "/api/v1/commands/",
        "/api/v1/commands/..%2f..%2fetc%2fpasswd",
        "/api/v1/commands/stock/../price",
        "/api/v1/commands/%00",
        "/api/v1/commands/%ff",
        "/api/v1/commands/%zz",
        "/API/v1/overview",
        "/\u{1}",
        "/%",
    ];
    for path in paths {
        let answer = get(page.address(), path).await;
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:"), "{path}");
        if answer.status == 404 {
            answer.json();
        }
    }
}

#[tokio::test]
async fn what_is_sent_back_is_never_taken_for_a_page() {
    let page = page().await;
    let answer = get(page.address(), "/api/v1/commands/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/json")));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    // Names that are made to break a page come as text of JSON.
    let overview = get(page.address(), "/api/v1/overview").await;
    assert!(overview.body.contains("<script>alert(\\\"1\\\")</script>\\\\"), "{}", overview.body);
    overview.json();
}
