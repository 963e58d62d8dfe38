use std::time::Duration;

use dyno::command;

trait Limit {
    const LIMIT: Duration;
}

const LIMIT: Duration = Duration::from_secs(2);

#[command(timeout = LIMIT)]
async fn stock<T: Limit>(_limit: T) -> Result<Duration, String> {
    Ok(T::LIMIT)
}
