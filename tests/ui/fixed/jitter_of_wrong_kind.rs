use dyno::retry;

#[retry(jitter = factor(50%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(jitter = full)]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(jitter = factor(50%))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(jitter = equal)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(jitter = factor(0.5))]
async fn five() -> Result<u8, String> {
    Ok(5)
}

#[retry(jitter = none)]
async fn six() -> Result<u8, String> {
    Ok(6)
}

#[retry(jitter = full)]
async fn seven() -> Result<u8, String> {
    Ok(7)
}
