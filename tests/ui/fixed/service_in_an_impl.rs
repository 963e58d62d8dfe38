use dyno::service;

struct Db;

impl Db {
    const fn new() -> Self {
        Self
    }
}

#[service]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db::new())
}
