use dyno::{aspect, breaker, cache, command, fuse, pool, retry};

#[breaker]
fn text(sku: str) -> Result<u32, dyno::Error> {
    Ok(1)
}

#[aspect]
#[cache]
#[fuse]
async fn texts(skus: [u8]) -> Result<u32, dyno::Error> {
    Ok(1)
}

#[pool]
#[retry]
fn anything(sku: dyn Send) -> Result<u32, dyno::Error> {
    Ok(1)
}

#[command(retry = 2, breaker)]
fn unsaid(sku: u32) -> _ {
    Ok::<u32, dyno::Error>(sku)
}

fn main() {
    text::breaker().reset();
    let _ = texts::metrics();
}
