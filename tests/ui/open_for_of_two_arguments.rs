use std::time::Duration;

use dyno::command;

#[command(breaker(open_for = |attempt, failed| Duration::from_secs(1)))]
async fn stock() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
