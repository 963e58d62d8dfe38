use dyno::service;

struct Db;

#[service]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}
