use dyno::service;

struct Left;

#[service(shutdown = |_left| println!("closed"))]
async fn left() -> Result<Left, dyno::Error> {
    Ok(Left)
}
