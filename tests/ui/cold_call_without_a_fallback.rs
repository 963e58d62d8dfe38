use dyno::{Error, command};

#[command(timeout = 1s)]
async fn count() -> Result<u32, Error> {
    Ok(7)
}

fn main() {
    drop(count::command().without_fallback());
}
