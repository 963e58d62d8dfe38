use std::time::Duration;

use dyno::command;

#[command(breaker(open_for = |attempt| Duration::from_secs(u64::from(attempt))))]
async fn stock() -> Result<u8, String> {
    Ok(1)
}
