use std::fmt::Display;
use std::sync::Arc;

use dyno::command;

#[command]
fn one(#[inject] name: Arc<dyn Display + Send + Sync>) -> Result<String, dyno::Error> {
    Ok(name.to_string())
}

#[command]
fn two<T: Send + Sync + Display + 'static>(#[inject] name: Arc<T>) -> Result<String, dyno::Error> {
    Ok(name.to_string())
}
