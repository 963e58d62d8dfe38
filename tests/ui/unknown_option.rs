use dyno::command;

#[command(timeuot = 2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(tolerance = 3)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(circuit_breaker = "stock")]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
