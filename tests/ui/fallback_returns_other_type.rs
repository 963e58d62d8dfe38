use dyno::command;

#[command(timeout = 2s, fallback = last_known)]
async fn one(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = last_known)]
fn two(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = |_| "two")]
fn three(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = "two")]
fn four(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

fn last_known(sku: u8) -> u8 {
    sku
}

fn main() {}
