use dyno::service;

trait Db: Send + Sync {}
struct Postgres;
impl Db for Postgres {}

#[service(as = dyn Db)]
async fn db() -> Result<Postgres, dyno::Error> {
    Ok(Postgres)
}
