use dyno::command;

#[tokio::main]
#[command(timeout = 2s)]
async fn main() -> Result<(), String> {
    Ok(())
}
