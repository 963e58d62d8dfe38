use dyno::service;

#[derive(Debug)]
struct Silent;

#[service]
async fn left() -> Result<u32, Silent> {
    Err(Silent)
}

fn main() {
    let _ = left();
}
