use dyno::service;

#[service(eager)]
#[service(tag = "eu")]
async fn left() -> Result<u32, dyno::Error> {
    Ok(7)
}

fn main() {
    let _ = left();
}
