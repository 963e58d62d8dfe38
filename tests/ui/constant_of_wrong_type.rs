use dyno::command;

const LIMIT: u64 = 2;

#[command(timeout = LIMIT)]
async fn stock() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
