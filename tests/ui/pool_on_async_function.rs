use dyno::{Error, command, pool};

#[command(pool = "db")]
async fn one() -> Result<u32, Error> {
    Ok(7)
}

#[pool("db", threads = 4)]
async fn two() -> Result<u32, Error> {
    Ok(7)
}

fn main() {}
