use std::time::Duration;

use dyno::command;

#[command(timeout = limit)]
async fn stock(limit: Duration) -> Result<Duration, String> {
    Ok(limit)
}

fn main() {}
