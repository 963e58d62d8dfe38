use dyno::command;

#[command(timeout = 99999999999999999999999h)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
