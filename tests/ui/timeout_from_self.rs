use std::time::Duration;

use dyno::command;

struct Client;

impl Client {
    const LIMIT: Duration = Duration::from_secs(2);

    #[command(timeout = Self::LIMIT)]
    async fn stock(&self) -> Result<Duration, String> {
        Ok(Self::LIMIT)
    }
}

fn main() {}
