use dyno::retry;

#[retry(on = async |error: &String| error.is_empty())]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(on = |error: &String| async { error.is_empty() })]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = async |attempt, error| std::time::Duration::ZERO)]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(backoff = |attempt| std::time::Duration::ZERO)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(backoff = |attempt, error| 50)]
async fn five() -> Result<u8, String> {
    Ok(5)
}

fn main() {}
