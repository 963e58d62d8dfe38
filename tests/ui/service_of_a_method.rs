use dyno::service;

struct Db;
struct Maker;

impl Maker {
    #[service]
    async fn db(&self) -> Result<Db, dyno::Error> {
        Ok(Db)
    }
}

fn main() {
    let _ = Maker.db();
}
