use dyno::{Error, command, pool};

#[command(pool("db", thread = 4))]
fn one() -> Result<u32, Error> {
    Ok(7)
}

#[pool("db", timeout = 2s)]
fn two() -> Result<u32, Error> {
    Ok(7)
}

#[command(threads = 4)]
fn three() -> Result<u32, Error> {
    Ok(7)
}

#[command(pool = 4)]
fn four() -> Result<u32, Error> {
    Ok(7)
}

#[pool(4)]
fn five() -> Result<u32, Error> {
    Ok(7)
}

#[pool(db)]
fn six() -> Result<u32, Error> {
    Ok(7)
}

#[pool("db", threads = 0, idle = 0s, queue_timeout = 0s)]
fn seven() -> Result<u32, Error> {
    Ok(7)
}

fn main() {}
