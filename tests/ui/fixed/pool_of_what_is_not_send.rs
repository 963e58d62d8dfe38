use std::sync::Arc;

use dyno::{Error, command};

#[command(pool)]
fn stock(sku: Arc<str>) -> Result<usize, Error> {
    Ok(sku.len())
}

#[command(pool)]
fn lent(sku: u32) -> Result<Arc<u32>, Error> {
    Ok(Arc::new(sku))
}

#[test]
fn what_is_send_goes_to_a_thread_and_comes_back() {
    assert_eq!(stock("rake".into()).unwrap(), 4);
    assert_eq!(*lent(7).unwrap(), 7);
}
