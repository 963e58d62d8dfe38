use dyno::command;

#[command(failure_if = 3)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(failure_if = |left, right| true)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
