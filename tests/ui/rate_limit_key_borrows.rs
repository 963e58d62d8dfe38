use std::borrow::Cow;

use dyno::rate_limit;

#[rate_limit(100 / 1s, by = tenant)]
async fn one(tenant: &[&str]) -> Result<usize, dyno::Error> {
    Ok(tenant.len())
}

#[rate_limit(100 / 1s, by = tenant)]
fn two(tenant: Cow<'_, str>) -> Result<usize, dyno::Error> {
    Ok(tenant.len())
}

fn main() {}
