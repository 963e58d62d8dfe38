use dyno::retry;

#[retry(backoff = 50ms)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = 50)]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = expo(50ms))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(backoff = exponential)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(backoff = fixed())]
async fn five() -> Result<u8, String> {
    Ok(5)
}

#[retry(backoff = 0s)]
async fn six() -> Result<u8, String> {
    Ok(6)
}

#[retry(backoff = fixed(50ms, max = 1s))]
async fn seven() -> Result<u8, String> {
    Ok(7)
}

#[retry(backoff = exponential(50ms, factor = 0.5))]
async fn eight() -> Result<u8, String> {
    Ok(8)
}

#[retry(backoff = exponential(0s))]
async fn nine() -> Result<u8, String> {
    Ok(9)
}

#[retry(backoff = fibonacci(50ms))]
async fn ten() -> Result<u8, String> {
    Ok(10)
}

#[retry(backoff = "50ms")]
async fn eleven() -> Result<u8, String> {
    Ok(11)
}

fn main() {}
