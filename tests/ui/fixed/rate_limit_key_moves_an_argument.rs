use dyno::rate_limit;

#[rate_limit(100 / 1s, by = (tenant.clone(), 1))]
async fn one(tenant: String) -> Result<usize, dyno::Error> {
    Ok(tenant.len())
}

#[rate_limit(100 / 1s, by = tenant.as_bytes())]
fn two(tenant: String) -> Result<usize, dyno::Error> {
    Ok(tenant.len())
}
