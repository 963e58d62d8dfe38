use dyno::command;

#[command(breaker(open_for = 2m))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
