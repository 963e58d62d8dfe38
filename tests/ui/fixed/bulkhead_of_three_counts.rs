use dyno::{Error, bulkhead, command};

#[bulkhead(10, queue = 20)]
async fn one() -> Result<u8, Error> {
    Ok(1)
}

#[command(bulkhead(10, queue = 20))]
async fn two() -> Result<u8, Error> {
    Ok(1)
}
