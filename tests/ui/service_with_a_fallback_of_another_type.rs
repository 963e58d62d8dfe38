use dyno::service;

struct Db;

#[service(fallback = other)]
async fn db() -> Result<Db, dyno::Error> {
    Ok(Db)
}

fn other() -> u32 {
    7
}

fn main() {
    let _ = db();
}
