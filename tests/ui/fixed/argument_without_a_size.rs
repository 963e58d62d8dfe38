use dyno::{aspect, breaker, cache, command, fuse, pool, retry};

#[breaker]
fn text(sku: &str) -> Result<usize, dyno::Error> {
    Ok(sku.len())
}

#[aspect]
#[cache]
#[fuse]
async fn texts(skus: Vec<u8>) -> Result<usize, dyno::Error> {
    Ok(skus.len())
}

#[pool]
#[retry]
fn anything(sku: std::sync::Arc<dyn Send + Sync>) -> Result<u32, dyno::Error> {
    drop(sku);
    Ok(1)
}

#[command(retry = 2, breaker)]
fn unsaid(sku: u32) -> Result<u32, dyno::Error> {
    Ok(sku)
}
