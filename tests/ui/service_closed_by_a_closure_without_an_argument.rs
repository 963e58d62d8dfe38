use dyno::service;

#[service(shutdown = || println!("closed"))]
async fn left() -> Result<u32, dyno::Error> {
    Ok(7)
}

fn main() {
    let _ = left();
}
