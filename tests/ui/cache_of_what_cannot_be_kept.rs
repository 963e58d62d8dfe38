use std::rc::Rc;

use dyno::cache;

struct Picture(Vec<u8>);

#[cache(ttl = 30s)]
fn picture(sku: u32) -> Result<Picture, String> {
    Ok(Picture(vec![0; sku as usize]))
}

fn main() {
    let _ = picture(2).map(|picture| picture.0);
    let _ = later(1);
    let _ = tied(1);
}

#[cache(ttl = 30s)]
async fn later(sku: u32) -> Picture {
    Picture(vec![0; sku as usize])
}

struct Tied(Rc<u32>);

#[cache(ttl = 30s)]
async fn tied(sku: u32) -> Tied {
    Tied(Rc::new(sku))
}
