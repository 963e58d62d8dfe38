use dyno::command;

#[command(timeout = 2s)]
#[tokio::main]
async fn main() -> Result<(), String> {
    Ok(())
}
