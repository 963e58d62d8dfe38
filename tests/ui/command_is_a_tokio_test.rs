use dyno::{breaker, command, timeout};

#[tokio::test]
#[command]
async fn above() {}

#[breaker]
#[tokio::test]
#[timeout(2s)]
async fn between() -> Result<(), String> {
    Ok(())
}

#[command]
#[tokio::test]
async fn below() {}

#[command]
#[dyno::test]
async fn of_ours() {}

#[dyno::test]
#[command]
async fn of_ours_above() {}

fn main() {}
