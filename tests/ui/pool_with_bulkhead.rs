use dyno::{Error, bulkhead, command, pool};

#[command(pool("db"), bulkhead = 4)]
fn one() -> Result<u32, Error> {
    Ok(7)
}

#[bulkhead(4)]
#[pool]
fn two() -> Result<u32, Error> {
    Ok(7)
}

#[command(timeout = 2s, bulkhead = 4)]
fn three() -> Result<u32, Error> {
    Ok(7)
}

fn main() {}
