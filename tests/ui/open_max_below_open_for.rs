use dyno::command;

#[command(breaker(open_for = 10s, open_max = 5s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
