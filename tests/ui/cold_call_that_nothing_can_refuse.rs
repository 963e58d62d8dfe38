use std::time::Duration;

use dyno::command;

#[command]
async fn count() -> u32 {
    7
}

fn main() {
    drop(count::command().timeout(Duration::from_secs(1)));
}
