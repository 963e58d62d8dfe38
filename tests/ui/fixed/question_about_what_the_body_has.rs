use dyno::{command, retry};

struct Shelf(Vec<u32>);

impl Shelf {
    #[command(ignore = |error: &dyno::Error| error.is_rejection())]
    async fn put(&mut self, sku: u32) -> Result<usize, dyno::Error> {
        self.0.push(sku);
        Ok(self.0.len())
    }

    #[command(ignore = |error: &dyno::Error| error.is_rejection(), cache(key = sku))]
    fn kept(&mut self, sku: u32) -> Result<u32, dyno::Error> {
        self.0.push(sku);
        Ok(sku)
    }
}

#[command(failure_if = |counted: &Result<usize, dyno::Error>| matches!(counted, Ok(0)), breaker, fallback = |_| Ok(skus.len()))]
async fn counted(skus: &mut Vec<u32>) -> Result<usize, dyno::Error> {
    skus.push(1);
    Ok(skus.len())
}

#[command(ignore = |_| skus.0 > 1)]
fn lent(skus: &mut (u32, u32)) -> Result<u32, dyno::Error> {
    skus.0 += 1;
    Ok(skus.0)
}

#[retry(n = 2, on = |_error| skus.0.is_empty())]
fn attempted(skus: (String, u32)) -> Result<usize, dyno::Error> {
    Ok(skus.0.len())
}

#[command(ignore = |_| sku.is_empty())]
fn maybe(sku: String) -> Result<String, dyno::Error> {
    Ok(sku)
}

#[command(ignore = |_| shelf.0.is_empty())]
fn borrowed(shelf: &mut Shelf) -> Result<u32, dyno::Error> {
    Ok(shelf.0[0])
}
