use dyno::{command, service};

struct Db;
struct Basket;

#[service(eager)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

#[command(attempt_timeout = 1s)]
#[service]
async fn basket() -> Result<Basket, dyno::Error> {
    Ok(Basket)
}
