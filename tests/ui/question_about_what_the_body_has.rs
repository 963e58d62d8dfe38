use dyno::{command, retry};

struct Shelf(Vec<u32>);

impl Shelf {
    #[command(ignore = |_| self.0.is_empty())]
    async fn put(&mut self, sku: u32) -> Result<usize, dyno::Error> {
        self.0.push(sku);
        Ok(self.0.len())
    }

    #[command(ignore = |_| self.0.is_empty(), cache(key = sku))]
    fn kept(&mut self, sku: u32) -> Result<u32, dyno::Error> {
        self.0.push(sku);
        Ok(sku)
    }
}

#[command(failure_if = |_| skus.is_empty(), breaker, fallback = |_| Ok(skus.len()))]
async fn counted(skus: &mut Vec<u32>) -> Result<usize, dyno::Error> {
    skus.push(1);
    Ok(skus.len())
}

#[command(ignore = |_| *sku > 1)]
fn lent((sku, _): &mut (u32, u32)) -> Result<u32, dyno::Error> {
    *sku += 1;
    Ok(*sku)
}

#[retry(n = 2, on = |_error| sku.is_empty())]
fn attempted((sku, _): (String, u32)) -> Result<usize, dyno::Error> {
    Ok(sku.len())
}

#[command(ignore = |_| sku.is_empty())]
fn maybe(#[cfg(all())] sku: String) -> Result<String, dyno::Error> {
    Ok(sku)
}

#[command(ignore = |_| shelf.0.is_empty())]
fn borrowed(shelf: &mut Shelf) -> Result<&u32, dyno::Error> {
    Ok(&shelf.0[0])
}

fn main() {}
