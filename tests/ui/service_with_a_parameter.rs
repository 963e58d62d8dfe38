use dyno::service;

struct Db;

#[service]
async fn db(url: String) -> Result<Db, dyno::Error> {
    drop(url);
    Ok(Db)
}

fn main() {
    let _ = db(String::new());
}
