use dyno::retry;

#[retry(on = |error: &String| error.is_empty())]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(on = |error: &String| error.is_empty())]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = |attempt, _| std::time::Duration::from_millis(attempt.into()))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(backoff = |_, _| std::time::Duration::ZERO)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(backoff = |_, _| std::time::Duration::from_millis(50))]
async fn five() -> Result<u8, String> {
    Ok(5)
}
