use dyno::command;

#[command(breaker(falure_rate = 50%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(colour = "red"))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
