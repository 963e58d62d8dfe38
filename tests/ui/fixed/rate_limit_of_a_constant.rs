use std::time::Duration;

use dyno::{Rate, rate_limit};

const R: Rate = Rate::new(100, Duration::from_secs(1));

#[rate_limit(limit = R)]
fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}
