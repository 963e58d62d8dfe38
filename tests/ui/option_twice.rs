use dyno::command;

#[command(timeout = 2s, name = "stock", timeout = 3s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
