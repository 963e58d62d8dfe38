use dyno::service;

struct Db;
struct Maker;

impl Maker {
    async fn db(&self) -> Result<Db, dyno::Error> {
        Ok(Db)
    }
}

#[service]
async fn db() -> Result<Db, dyno::Error> {
    Maker.db().await
}
