use dyno::{command, retry};

#[retry(n = 0)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(0)]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[command(retry = 0)]
async fn three() -> Result<u8, String> {
    Ok(3)
}

fn main() {
    let _ = (one(), two(), three());
    let _ = (one::metrics(), two::retry(), three::retry());
}
