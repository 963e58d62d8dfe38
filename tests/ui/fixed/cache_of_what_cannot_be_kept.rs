use std::sync::Arc;

use dyno::cache;

struct Picture(Vec<u8>);

#[cache(ttl = 30s)]
fn picture(sku: u32) -> Result<Arc<Picture>, String> {
    Ok(Arc::new(Picture(vec![0; sku as usize])))
}

fn main() {
    let _ = picture(2).map(|picture| picture.0.len());
    let _ = (later(1), async { tied(1).await.0 });
}

#[cache(ttl = 30s)]
async fn later(sku: u32) -> Arc<Picture> {
    Arc::new(Picture(vec![0; sku as usize]))
}

#[derive(Clone)]
struct Tied(Arc<u32>);

#[cache(ttl = 30s)]
async fn tied(sku: u32) -> Tied {
    Tied(Arc::new(sku))
}
