use dyno::{Command, Error, command};

#[command(timeout = 1s)]
async fn count() -> Result<u32, Error> {
    Ok(7)
}

fn main() {
    drop(count::command().without_fallback());
    let stock = Command::builder("without one").build().unwrap();
    drop(stock.prepare(|| Ok::<u32, Error>(7)).without_fallback());
}
