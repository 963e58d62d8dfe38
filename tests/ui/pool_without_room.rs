use dyno::{command, pool};

#[pool]
fn one() -> u32 {
    7
}

#[command(timeout = 2s)]
fn two() -> Result<u32, std::fmt::Error> {
    Ok(7)
}

fn main() {}
