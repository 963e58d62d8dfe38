use dyno::service;

trait Db: Send + Sync {}
struct Postgres;

#[service(as = dyn Db)]
async fn db() -> Result<Postgres, dyno::Error> {
    Ok(Postgres)
}

fn main() {
    let _ = db();
}
