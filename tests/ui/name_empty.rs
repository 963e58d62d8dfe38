use dyno::command;

#[command(name = "")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(group = " ")]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker = "")]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
