use std::sync::Arc;

use dyno::inject;

#[inject]
fn one(#[inject] http: Arc<u8>) -> Result<u8, dyno::Error> {
    Ok(*http)
}
