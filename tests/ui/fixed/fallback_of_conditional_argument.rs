use dyno::command;

#[cfg(unix)]
#[command(breaker, fallback = last_known)]
fn stock(sku: u8, depot: u8) -> Result<u8, String> {
    last_known(sku, depot)
}

fn last_known(sku: u8, depot: u8) -> Result<u8, String> {
    sku.checked_add(depot).ok_or_else(|| "too many".to_owned())
}
