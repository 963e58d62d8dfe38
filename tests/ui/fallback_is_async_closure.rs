use dyno::command;

#[command(timeout = 2s, fallback = async |_| recall().await)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s, fallback = |_| async { recall().await })]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s, fallback = async { recall().await })]
async fn three() -> Result<u8, String> {
    Ok(1)
}

async fn recall() -> Result<u8, String> {
    std::future::ready(Ok(2)).await
}

fn main() {}
