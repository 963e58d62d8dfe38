//! The page itself.

use crate::http::{get, page};

#[tokio::test]
async fn the_page_and_its_files_are_served_with_what_a_browser_must_know() {
    let page = page().await;
    for (path, kind) in [("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css")] {
        let answer = get(page.address(), path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(&*format!("{kind}; charset=utf-8")), "{path}");
    }
}

#[tokio::test]
async fn nothing_runs_that_is_not_a_file() {
    let html = get(page().await.address(), "/").await.body;
    let scripts: Vec<_> = html.match_indices("<script").map(|(at, _)| &html[at..]).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let tag = &script[..script.find('>').unwrap()];
        assert!(tag.contains(" src=\"") && script[tag.len()..].starts_with("></script>"), "{tag}");
    }
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:", "http://", "https://"] {
        assert!(!html.contains(inline), "{inline} stands in the page");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_what_they_must_not_do() {
    let page = page().await;
    let paths =
        ["/", "/page.js", "/api/v1/overview", "/api/v1/commands/%3Cscript%3E", "/nothing", "/metrics", "/health"];
    for path in paths {
        let answer = get(page.address(), path).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{path}");
    }
}

#[tokio::test]
async fn health_is_told() {
    let answer = get(page().await.address(), "/health").await;
    assert_eq!((answer.status, &answer.json()["status"]), (200, &"serving".into()));
}
