#[tokio::main]
#[dyno::timeout(2s)]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Ok(())
}
