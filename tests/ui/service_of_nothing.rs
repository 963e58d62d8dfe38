use dyno::service;

#[service]
async fn db() {}

fn main() {
    let _ = db();
}
