//! Where names of the prelude are the user's, or are not there.

#[dyno::test]
async fn expansions_name_nothing_by_what_may_be_hidden() {
    assert_eq!(hidden::slow(1).await.unwrap(), 1);
    assert_eq!(hidden::kept(2).await.unwrap(), 2);
    assert_eq!(hidden::blocking(3).unwrap(), 3);
    assert_eq!(hidden::blocking_and_kept(4).unwrap(), 4);
    assert_eq!(hidden::again(5).unwrap(), 5);
    assert_eq!(hidden::apart(6).unwrap(), 6);
}

#[allow(clippy::unnecessary_wraps)]
mod hidden {
    #![no_implicit_prelude]

    use ::core::result::Result;
    use ::core::result::Result::Ok;

    #[::dyno::command(timeout = 30m, fallback = |_| Ok(0))]
    pub(super) async fn slow(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }

    #[::dyno::cache(30s)]
    pub(super) async fn kept(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }

    #[::dyno::command(timeout = 30m)]
    pub(super) fn blocking(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }

    #[::dyno::command(timeout = 30m, cache = 30s)]
    pub(super) fn blocking_and_kept(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }

    #[::dyno::command(retry = 2, breaker, bulkhead, rate_limit = 100 / 1s)]
    pub(super) fn again(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }

    #[allow(dead_code)]
    struct Sized;

    #[::dyno::command(timeout = 30m)]
    pub(super) fn apart(sku: u32) -> Result<u32, ::dyno::Error> {
        Ok(sku)
    }
}
