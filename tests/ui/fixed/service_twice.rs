use dyno::service;

struct Left;

#[service(eager, tag = "eu")]
async fn left() -> Result<Left, dyno::Error> {
    Ok(Left)
}
