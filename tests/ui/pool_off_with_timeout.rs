use dyno::{Error, command};

#[command(timeout = 2s, pool = off)]
fn stock() -> Result<u32, Error> {
    Ok(7)
}

fn main() {}
