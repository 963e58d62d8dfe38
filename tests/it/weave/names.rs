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

mod recalls {
    pub(super) fn last_known(sku: u32) -> Result<u32, dyno::Error> {
        Ok(sku + 100)
    }

    pub(super) async fn last_known_later(sku: u32) -> Result<u32, dyno::Error> {
        Ok(sku + 200)
    }
}

#[dyno::test]
async fn a_fallback_is_a_function_also_where_an_argument_is_called_so() {
    use recalls::{last_known, last_known_later};

    #[dyno::command(breaker, fallback = last_known)]
    fn stock(last_known: u32) -> Result<u32, dyno::Error> {
        Ok(last_known)
    }

    #[dyno::command(breaker, fallback = last_known_later)]
    async fn stock_later(last_known_later: u32) -> Result<u32, dyno::Error> {
        Ok(last_known_later)
    }

    #[dyno::command(breaker, fallback = recalls::last_known)]
    fn stock_by_path(last_known: u32) -> Result<u32, dyno::Error> {
        Ok(last_known)
    }

    assert_eq!((stock(1).unwrap(), stock_by_path(1).unwrap()), (1, 1));
    stock::breaker().trip().unwrap();
    stock_by_path::breaker().trip().unwrap();
    assert_eq!((stock(1).unwrap(), stock_by_path(1).unwrap()), (101, 101));
    assert_eq!(stock_later(2).await.unwrap(), 2);
    stock_later::breaker().trip().unwrap();
    assert_eq!(stock_later(2).await.unwrap(), 202);
}

#[dyno::test]
fn a_function_and_its_argument_have_one_name_raw_or_not() {
    #[dyno::command]
    fn sku(r#sku: u32) -> u32 {
        sku + 1
    }

    #[dyno::command]
    fn r#depot(depot: u32) -> u32 {
        depot + 2
    }

    assert_eq!((sku(1), depot(1)), (2, 3));
    assert_eq!(sku::command(1).submit().result().unwrap(), 2);
    assert_eq!(depot::command(1).submit().result().unwrap(), 3);
}
