use dyno::command;

const LIMIT: std::time::Duration = std::time::Duration::from_secs(2);

#[command(timeout = LIMIT)]
async fn stock() -> Result<u8, String> {
    Ok(1)
}
