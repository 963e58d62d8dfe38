use dyno::command;

#[allow(dead_code)]
#[derive(Clone, Hash, PartialEq, Eq)]
struct Borrows<'a>(&'a str);

#[command(rate_limit(100 / 1s, by = tenant))]
async fn one(tenant: u8) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = tenant))]
async fn two(tenant: u8) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = tenant))]
async fn three(tenant: u8) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = price.to_bits()))]
async fn four(price: f64) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = account.0))]
async fn five(account: (String, u8)) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = tenant))]
async fn six(tenant: &str) -> Result<u8, String> {
    Ok(1)
}

fn main() {}
