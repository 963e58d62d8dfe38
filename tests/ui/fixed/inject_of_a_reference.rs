use dyno::{Dep, inject};

trait Depot: Send + Sync {
    fn stock(&self) -> u32;
}

#[inject]
async fn stock(#[inject] depot: Dep<dyn Depot>) -> Result<u32, dyno::Error> {
    Ok(depot.stock())
}
