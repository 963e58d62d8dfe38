use dyno::service;

struct Db;

impl Db {
    #[service]
    async fn connect() -> Result<Db, dyno::Error> {
        Ok(Db)
    }
}

fn main() {
    let _ = Db::connect();
}
