use dyno::service;

struct Db;
struct Basket;

#[service(scope = scoped)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

#[service(scope = transient)]
async fn basket() -> Result<Basket, dyno::Error> {
    Ok(Basket)
}
