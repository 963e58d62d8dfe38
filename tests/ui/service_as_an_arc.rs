use std::sync::Arc;

use dyno::service;

trait Db: Send + Sync {}
struct Postgres;
impl Db for Postgres {}

#[service(as = Arc<dyn Db>)]
async fn db() -> Result<Postgres, dyno::Error> {
    Ok(Postgres)
}

fn main() {
    let _ = db();
}
