use dyno::command;

#[command(timeout = 2s, breaker(probes = 1, failure_rate = 50%), fallback = last_known, name = "stock")]
async fn stock() -> Result<u8, String> {
    Ok(1)
}

async fn last_known() -> Result<u8, String> {
    std::future::ready(Ok(2)).await
}
