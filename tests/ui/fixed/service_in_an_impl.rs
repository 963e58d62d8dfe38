use dyno::service;

struct Db;

impl Db {
    async fn connect() -> Result<Self, dyno::Error> {
        Ok(Self)
    }
}

#[service]
async fn db() -> Result<Db, dyno::Error> {
    Db::connect().await
}
