use dyno::{command, fallback};

#[command(breaker, fallback = last_known)]
fn one(sku: u32) -> Result<u32, String> {
    Ok(sku)
}

#[fallback(|_| self::last_known_of(&sku, depot).await)]
#[dyno::breaker]
async fn two(sku: u32, depot: u32) -> Result<u32, String> {
    std::future::ready(Ok(sku + depot)).await
}

#[command(breaker, fallback = 3)]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = -3.5)]
fn four() -> Result<f32, String> {
    Ok(1.0)
}

#[command(breaker, fallback = |_| Err(String::from("none")))]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = |_| String::new())]
fn six() -> String {
    "1".to_owned()
}

#[command(breaker, fallback = |_| Price(7))]
fn seven() -> Price {
    Price(1)
}

#[command(breaker, fallback = |_| Ok(vec![1, 2]))]
fn eight() -> Result<Vec<u8>, String> {
    Ok(vec![1])
}

#[command(breaker, fallback = |_| left.of.last)]
fn nine(left: &Left) -> u32 {
    left.of.last + 1
}

struct Left {
    of: Last,
}

struct Last {
    last: u32,
}

struct Price(u32);

fn last_known(sku: u32) -> Result<u32, String> {
    sku.checked_add(1).ok_or_else(String::new)
}

async fn last_known_of(sku: &u32, depot: u32) -> Result<u32, String> {
    std::future::ready(Ok(sku + depot)).await
}
