use dyno::cache;

struct Picture(Vec<u8>);

#[cache(ttl = 30s)]
fn picture(sku: u32) -> Result<Picture, String> {
    Ok(Picture(vec![0; sku as usize]))
}

fn main() {
    let _ = picture(2).map(|picture| picture.0);
}
