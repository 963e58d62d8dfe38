use dyno::{command, fallback};

#[command(breaker, fallback = last_known(sku))]
fn one(sku: u32) -> Result<u32, String> {
    Ok(sku)
}

#[fallback(self::last_known_of(&sku, depot).await)]
#[dyno::breaker]
async fn two(sku: u32, depot: u32) -> Result<u32, String> {
    Ok(sku + depot)
}

#[command(breaker, fallback = Ok(3))]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = Ok(-3.5))]
fn four() -> Result<f32, String> {
    Ok(1.0)
}

#[command(breaker, fallback = Err(String::from("none")))]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker, fallback = String::new())]
fn six() -> String {
    "1".to_owned()
}

#[command(breaker, fallback = Price(7))]
fn seven() -> Price {
    Price(1)
}

#[command(breaker, fallback = Ok(vec![1, 2]))]
fn eight() -> Result<Vec<u8>, String> {
    Ok(vec![1])
}

#[command(breaker, fallback = left.of.last)]
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
    Ok(sku)
}

async fn last_known_of(sku: &u32, depot: u32) -> Result<u32, String> {
    Ok(sku + depot)
}

fn main() {}
