use std::time::Duration;

use dyno::command;

const LIMIT: Duration = Duration::from_secs(2);

#[command(timeout = LIMIT)]
async fn stock(limit: Duration) -> Result<Duration, String> {
    Ok(limit)
}
