use std::sync::Mutex;

use dyno::service;

#[service]
async fn left() -> Result<Mutex<u32>, dyno::Error> {
    Ok(Mutex::new(7))
}
