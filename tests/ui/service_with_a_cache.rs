use dyno::{cache, service};

struct Db;

#[cache(ttl = 1s)]
#[service]
async fn db() -> Result<std::sync::Arc<Db>, dyno::Error> {
    Ok(std::sync::Arc::new(Db))
}

fn main() {
    let _ = db();
}
