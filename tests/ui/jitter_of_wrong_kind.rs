use dyno::retry;

#[retry(jitter = factor(150%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(jitter = fulll)]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(jitter = 50%)]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(jitter = some)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(jitter = factor)]
async fn five() -> Result<u8, String> {
    Ok(5)
}

#[retry(jitter = factor(0%))]
async fn six() -> Result<u8, String> {
    Ok(6)
}

#[retry(jitter = "full")]
async fn seven() -> Result<u8, String> {
    Ok(7)
}

fn main() {}
