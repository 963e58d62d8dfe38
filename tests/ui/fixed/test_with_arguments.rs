#[dyno::test]
async fn is_in_stock() {
    let sku = 1;
    assert_eq!(sku, 1);
}
