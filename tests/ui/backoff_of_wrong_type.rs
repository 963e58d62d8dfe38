use std::time::Duration;

use dyno::retry;

#[derive(Debug)]
struct Failed;

struct Other(u64);

const WAIT: u32 = 50;

#[retry(backoff = |_, error: &Other| Duration::from_millis(error.0))]
async fn one() -> Result<u8, Failed> {
    Ok(1)
}

#[retry(backoff = |attempt, _| attempt)]
async fn two() -> Result<u8, Failed> {
    Ok(2)
}

#[retry(backoff = |attempt, error: Failed| Duration::from_millis(50))]
fn three() -> Result<u8, Failed> {
    Ok(3)
}

#[retry(backoff = WAIT)]
fn four() -> Result<u8, Failed> {
    Ok(4)
}

fn main() {}
