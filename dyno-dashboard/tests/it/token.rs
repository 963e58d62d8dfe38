//! Addresses that others can reach, and the token that they need.

use crate::child::Child;
use crate::http::{get, page, send};

#[tokio::test]
async fn no_address_of_others_without_a_token() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let said = Child::start(address, &[]).err().unwrap();
        assert!(said.starts_with(address.trim_end_matches(":0")), "{said}");
        assert!(said.contains("can be reached from other machines: set `DYNO_TOKEN` to a secret"), "{said}");
    }
}

#[tokio::test]
async fn an_empty_token_is_none() {
    for address in ["0.0.0.0:0", "127.0.0.1:0"] {
        let said = Child::start(address, &[("DYNO_TOKEN", "")]).err().unwrap();
        assert!(said.contains("`DYNO_TOKEN` is empty"), "{said}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_none_and_is_not_shown() {
    let said = Child::start("127.0.0.1:0", &[("DYNO_TOKEN", "my secret")]).err().unwrap();
    assert!(said.contains("no header carries") && !said.contains("secret,") && !said.contains("my"), "{said}");
}

#[tokio::test]
async fn every_request_needs_the_token() {
    let child = Child::start("0.0.0.0:0", &[("DYNO_TOKEN", "s3cret")]).unwrap();
    let ask = |path: &str, more: &str| {
        format!("GET {path} HTTP/1.1\r\nhost: shop.example\r\n{more}connection: close\r\n\r\n")
    };
    for path in ["/", "/page.js", "/api/v1/overview", "/api/v1/stream", "/hystrix.stream", "/metrics", "/health", "/no"]
    {
        let answer = send(child.reached(), ask(path, "")).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{path}");
    }
    let wrong = [
        "authorization: Bearer\r\n",
        "authorization: Bearer \r\n",
        "authorization: Bearer s3cre\r\n",
        "authorization: Bearer s3crets\r\n",
        "authorization: Bearer S3CRET\r\n",
        "authorization: s3cret\r\n",
        "authorization: Basic s3cret\r\n",
        "authorization: Bearer no\r\nauthorization: Bearer s3cret\r\n",
        "cookie: authorization=s3cret\r\n",
    ];
    for wrong in wrong {
        let answer = send(child.reached(), ask("/api/v1/overview", wrong)).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(!answer.body.contains("s3cret"), "{answer:?}");
    }
    assert_eq!(send(child.reached(), ask("/api/v1/overview?token=s3cret", "")).await.status, 401);
    for right in ["authorization: Bearer s3cret\r\n", "Authorization: bearer s3cret\r\n"] {
        let answer = send(child.reached(), ask("/api/v1/overview", right)).await;
        assert_eq!(answer.json()["version"], 1, "{right}");
    }
}

#[tokio::test]
async fn on_a_loopback_address_a_token_is_not_asked_for() {
    let child = Child::start("127.0.0.1:0", &[("DYNO_TOKEN", "s3cret")]).unwrap();
    assert_eq!(get(child.address, "/api/v1/overview").await.json()["version"], 1);
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_remedy() {
    let page = page().await;
    let error = dyno_dashboard::serve(page.address()).await.unwrap_err();
    assert!(matches!(error, dyno_dashboard::ServeError::Bind { .. }), "{error:?}");
    let told = error.to_string();
    assert!(told.contains(&page.address().to_string()) && told.contains("another port"), "{told}");
    let error = dyno_dashboard::serve("nowhere").await.unwrap_err();
    assert!(error.to_string().contains("write one such as `127.0.0.1:7979`"), "{error}");
}
