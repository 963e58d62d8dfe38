use dyno::retry;

#[derive(Clone)]
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
fn of_any<T: Into<u8> + Clone>(item: T, list: &mut Option<Vec<u8>>) -> Result<u8, String> {
    if let Some(list) = list {
        list.push(1);
    }
    Ok(item.into())
}
