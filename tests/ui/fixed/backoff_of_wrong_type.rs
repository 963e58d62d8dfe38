use std::time::Duration;

use dyno::{Backoff, retry};

#[derive(Debug)]
struct Failed;

struct Other(u64);

impl From<&Failed> for Other {
    fn from(_: &Failed) -> Self {
        Self(50)
    }
}

const WAIT: Backoff = Backoff::fixed(Duration::from_millis(50));

#[retry(backoff = |_, error: &Failed| Duration::from_millis(Other::from(error).0))]
async fn one() -> Result<u8, Failed> {
    Ok(1)
}

#[retry(backoff = |attempt, _| Duration::from_millis(attempt.min(10).into()))]
async fn two() -> Result<u8, Failed> {
    Ok(2)
}

#[retry(backoff = |attempt, _: &Result<u8, Failed>| Duration::from_millis(attempt.min(10).into()))]
fn three() -> Result<u8, Failed> {
    Ok(3)
}

#[retry(backoff = WAIT)]
fn four() -> Result<u8, Failed> {
    Ok(4)
}
