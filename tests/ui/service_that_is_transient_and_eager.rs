use std::sync::Arc;

use dyno::service;

struct Db;

#[service(scope = transient, eager, shutdown = close)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

fn close(_db: Arc<Db>) {}

fn main() {
    let _ = db();
}
