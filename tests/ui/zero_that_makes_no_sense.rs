use dyno::command;

#[command(breaker(min_calls = 0, probes = 0, consecutive = 0))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = 0s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(0)))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = 0%))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(slow_call = 0s, slow_rate = 0%))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(open_for = 0s, open_max = 0s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(probe_lease = 0s))]
async fn seven() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
