#[dyno::test]
async fn is_in_stock(sku: u8) {
    assert_eq!(sku, 1);
}

fn main() {}
