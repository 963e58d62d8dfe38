use dyno::command;

#[command(breaker(min_calls = 1, probes = 1, consecutive = off))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = 1s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(1)))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = off))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(slow_call = 1s, slow_rate = 1%))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(open_for = 1s, open_max = 1s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(probe_lease = off))]
async fn seven() -> Result<u8, String> {
    Ok(1)
}
