use std::time::Duration;

use dyno::command;

trait Limit {
    const LIMIT: Duration;
}

#[command(timeout = T::LIMIT)]
async fn stock<T: Limit>(_limit: T) -> Result<Duration, String> {
    Ok(T::LIMIT)
}

fn main() {}
