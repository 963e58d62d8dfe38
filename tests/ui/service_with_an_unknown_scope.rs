use dyno::service;

struct Db;

#[service(scope = scope)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

#[service(scope = "transient")]
async fn other() -> Result<u32, dyno::Error> {
    Ok(7)
}

fn main() {
    let _ = (db(), other());
}
