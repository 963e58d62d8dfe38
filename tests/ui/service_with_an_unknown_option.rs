use dyno::service;

struct Db;

#[service(egaer)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

#[service(attempt_timeout = 1s)]
async fn other() -> Result<u32, dyno::Error> {
    Ok(7)
}

fn main() {
    let _ = (db(), other());
}
