use dyno::retry;

#[retry(backoff = fixed(50ms))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = fixed(50ms))]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = exponential(50ms))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(backoff = exponential(50ms))]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(backoff = fixed(50ms))]
async fn five() -> Result<u8, String> {
    Ok(5)
}

#[retry(backoff = off)]
async fn six() -> Result<u8, String> {
    Ok(6)
}

#[retry(backoff = linear(50ms, max = 1s))]
async fn seven() -> Result<u8, String> {
    Ok(7)
}

#[retry(backoff = exponential(50ms, factor = 1.5))]
async fn eight() -> Result<u8, String> {
    Ok(8)
}

#[retry(backoff = exponential(1ms))]
async fn nine() -> Result<u8, String> {
    Ok(9)
}

#[retry(backoff = linear(50ms))]
async fn ten() -> Result<u8, String> {
    Ok(10)
}

#[retry(backoff = fixed(50ms))]
async fn eleven() -> Result<u8, String> {
    Ok(11)
}
