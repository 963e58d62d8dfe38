use dyno::{Error, Submit, command};

#[command(timeout = 1s)]
async unsafe fn length(text: &'static str) -> Result<usize, Error> {
    Ok(text.len())
}

#[command(timeout = 1s)]
async fn stock<T: Into<u32>>(sku: T, #[cfg(not(any()))] depot: &'static str) -> Result<u32, Error> {
    assert!(!depot.is_empty());
    Ok(sku.into())
}

#[dyno::test]
async fn they_are_called_themselves() {
    #[expect(unsafe_code, reason = "what is submitted is the call of an unsafe function")]
    let length = async { unsafe { length("rake").await } }.submit();
    assert_eq!((length.await.unwrap(), stock(7_u32, "north").submit().await.unwrap()), (4, 7));
}
