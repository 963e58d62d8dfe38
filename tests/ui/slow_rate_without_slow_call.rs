use dyno::command;

#[command(breaker(slow_rate = 50%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
