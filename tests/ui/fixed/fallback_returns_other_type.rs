use dyno::command;

#[command(timeout = 2s, fallback = last_known)]
async fn one(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = last_known)]
fn two(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = |_| Ok(2))]
fn three(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

#[command(breaker, fallback = 2)]
fn four(sku: u8) -> Result<u8, String> {
    Ok(sku)
}

fn last_known(sku: u8) -> Result<u8, String> {
    if sku == 0 { Err("unknown".to_owned()) } else { Ok(sku) }
}
