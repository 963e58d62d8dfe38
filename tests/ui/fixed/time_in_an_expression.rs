use dyno::{command, retry};

#[command(timeout = 2s + 3ms)]
async fn of_another_unit() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(timeout = 99999999s + 1s)]
async fn for_ever() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[retry(backoff = |n, _| 90s * n)]
async fn of_two_units() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(cache(key = (sku, 2m)))]
async fn in_a_key(sku: u8) -> Result<u8, dyno::Error> {
    Ok(sku)
}

#[dyno::inject]
fn in_what_stands_in(
    #[inject(fallback = std::sync::Arc::new(1ns))] time: std::sync::Arc<std::time::Duration>,
) -> Result<std::time::Duration, dyno::Error> {
    Ok(*time)
}
