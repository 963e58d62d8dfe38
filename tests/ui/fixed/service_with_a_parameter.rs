use std::sync::Arc;

use dyno::service;

struct Url;
struct Db;

#[service]
async fn db(#[inject] url: Arc<Url>) -> Result<Db, dyno::Error> {
    drop(url);
    Ok(Db)
}
