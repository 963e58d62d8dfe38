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

#[derive(Clone, Debug)]
struct Route(String);

impl Route {
    #[dyno::command]
    fn here(mut self) -> (String, [&'static str; 2]) {
        use std::fmt::{self, Write as _};
        let written: fmt::Result = write!(self.0, "!");
        written.unwrap();
        (format!("{self:?}"), ["{self}", "{self:?}"])
    }

    #[dyno::aspect]
    fn filtered(mut self) -> (String, Vec<&'static str>) {
        self.0.push('!');
        (format!("{self:?}"), vec!["{self}"])
    }

    #[dyno::retry(n = 2, backoff = off)]
    async fn again(self) -> Result<(String, Vec<&'static str>), dyno::Error> {
        use std::fmt::{self, Write as _};
        let mut text = String::new();
        let written: fmt::Result = write!(text, "{self:?}");
        written.unwrap();
        Ok((text, vec!["{self}"]))
    }
}

/// Where `self` has another name in the body, what is no variable and no format stays as it was written.
#[dyno::test]
async fn only_the_variable_self_has_another_name() {
    let route = || Route("a".into());
    assert_eq!(route().here(), ("Route(\"a!\")".into(), ["{self}", "{self:?}"]));
    assert_eq!(route().filtered(), ("Route(\"a!\")".into(), vec!["{self}"]));
    assert_eq!(route().again().await.unwrap(), ("Route(\"a\")".into(), vec!["{self}"]));
}
