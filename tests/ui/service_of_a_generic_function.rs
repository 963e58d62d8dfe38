use dyno::service;

#[service]
async fn db<T: Default>() -> Result<T, dyno::Error> {
    Ok(T::default())
}

fn main() {
    let _ = db::<u32>();
}
