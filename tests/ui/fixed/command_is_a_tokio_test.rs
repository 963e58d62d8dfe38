use dyno::{breaker, command, timeout};

#[command]
async fn one() {}

#[breaker]
#[timeout(2s)]
async fn two() -> Result<(), String> {
    std::future::ready(Ok(())).await
}

#[tokio::test]
async fn a_test() {
    one().await;
}

#[dyno::test]
async fn a_test_of_ours() {
    assert!(two().await.is_ok());
}
