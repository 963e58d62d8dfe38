use dyno::retry;

struct Sku(u8);

#[retry]
async fn stock(sku: Sku) -> Result<u8, String> {
    Ok(sku.0)
}

#[retry]
fn price((sku, currency): (Sku, u8)) -> Result<u8, String> {
    Ok(sku.0 + currency)
}

impl Sku {
    #[retry]
    fn sold(self) -> Result<u8, String> {
        Ok(self.0)
    }
}

#[retry]
fn of_any<T: Into<u8>>(item: T, list: Option<&mut Vec<u8>>) -> Result<u8, String> {
    list.map(|list| list.push(1));
    Ok(item.into())
}

fn main() {}
