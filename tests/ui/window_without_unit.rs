use dyno::command;

#[command(breaker(window = 10))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
