use dyno::{Error, aspect, breaker, command, retry, timeout};

type StockError = Error;
type Stock = u8;
type Sku = u8;
type Request = String;
type Sum = u8;
type Order = u8;

struct Page(String);

struct Receipt(u8);

struct Parcel(u8);

#[timeout(1s)]
async fn one(sku: &str) -> Result<u8, StockError> {
    Ok(u8::from(sku.is_empty()))
}

#[breaker]
fn two(sku: u8) -> Result<Stock, Error> {
    Ok(sku)
}

#[retry(2)]
async fn three(skus: Vec<Sku>) -> Result<u8, Error> {
    Ok(skus[0])
}

#[command(timeout = 1s)]
async fn four<'a>(sku: &'a str, depot: &str) -> Result<&'a str, Error> {
    assert_ne!(sku, depot);
    Ok(sku)
}

#[aspect("page")]
fn five(request: Request) -> Page {
    Page(request)
}

#[breaker("sums")]
#[aspect("sum")]
async fn six(parts: Vec<u8>) -> Result<Sum, Error> {
    Ok(parts[0])
}

struct Shop;

impl Shop {
    #[aspect("shop")]
    fn seven(self, order: Order) -> Receipt {
        Receipt(order)
    }
}

#[command]
async fn eight(sku: u8) -> Parcel {
    Parcel(sku)
}
