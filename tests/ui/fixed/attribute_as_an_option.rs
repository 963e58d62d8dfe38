use std::sync::Arc;

use dyno::{command, service, timed};

#[command]
fn one(#[inject] db: Arc<u8>) -> Result<u8, dyno::Error> {
    Ok(*db)
}

#[service]
#[command]
fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[timed]
#[command]
fn three() -> Result<u8, dyno::Error> {
    Ok(1)
}
