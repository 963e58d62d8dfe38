use dyno::service;

struct Db;
struct Maker;

impl Maker {
    #[expect(clippy::unused_self, reason = "a method is what it is about")]
    const fn db(&self) -> Db {
        Db
    }
}

#[service]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Maker.db())
}
