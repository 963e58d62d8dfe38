use dyno::{Error, aspect, breaker, command, retry, timeout};

#[timeout(1s)]
async fn one(sku: &str) -> Result<u8, StockError> {
    Ok(1)
}

#[breaker]
fn two(sku: u8) -> Result<Stock, Error> {
    Ok(1)
}

#[retry(2)]
async fn three(skus: Vec<Sku>) -> Result<u8, Error> {
    Ok(1)
}

#[command(timeout = 1s)]
async fn four(sku: &str, depot: &str) -> Result<&str, Error> {
    Ok(sku)
}

#[aspect("page")]
fn five(request: Request) -> Page {
    panic!()
}

#[breaker("sums")]
#[aspect("sum")]
async fn six(parts: Vec) -> Result<Sum, Error> {
    Ok(1)
}

struct Shop;

impl Shop {
    #[aspect("shop")]
    fn seven(self, order: Order) -> Receipt {
        panic!()
    }
}

#[command]
async fn eight(sku: u8) -> Parcel {
    panic!()
}

fn main() {}
