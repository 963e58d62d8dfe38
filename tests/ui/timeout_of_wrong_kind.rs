use dyno::command;

#[command(timeout = 50%)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = true)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = |_| 2)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = None)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
