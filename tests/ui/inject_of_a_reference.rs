use dyno::inject;

trait Depot: Send + Sync {
    fn stock(&self) -> u32;
}

#[inject]
async fn stock(#[inject] depot: &dyn Depot) -> Result<u32, dyno::Error> {
    Ok(depot.stock())
}

fn main() {
    let _ = stock();
}
