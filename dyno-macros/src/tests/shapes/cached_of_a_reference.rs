// #[cache(ttl = LIMIT, key = (sku.id, depot), ttl_of = |stock: &Stock| stock.fresh_for())]
// fn stock(sku: &Sku, depot: &str) -> Result<Stock, StockError> {
//     fetch(sku, depot)
// }

#[cache(ttl = LIMIT, key = (sku.id, depot), ttl_of = |stock:&Stock|stock.fresh_for())]
fn stock(sku: &Sku, depot: &str) -> Result<Stock, StockError> {
    fetch(sku, depot)
}
