use dyno::{command, retry};

#[command(timeout = 2sec + 3ms)]
async fn of_another_unit() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(timeout = 99999999999999999999s + 1s)]
async fn for_ever() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[retry(backoff = |n, _| 1m30s * n)]
async fn of_two_units() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(cache(key = (sku, 2minutes)))]
async fn in_a_key(sku: u8) -> Result<u8, dyno::Error> {
    Ok(sku)
}

#[dyno::inject]
fn in_what_stands_in(
    #[inject(fallback = std::sync::Arc::new(0.0000000001s))] time: std::sync::Arc<std::time::Duration>,
) -> Result<std::time::Duration, dyno::Error> {
    Ok(*time)
}

fn main() {}
