// #[command(breaker, fallback = |_| Ok(Vec::new().into_iter()))]
// async fn stocks(depot: &str) -> Result<impl Iterator<Item = Stock>, StockError> {
//     fetch_all(depot).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stocks_4f183e66 {
    /// Handle of the command `stocks`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct stocks {}
}
#[allow(unused_imports)]
use __dyno_stocks_4f183e66::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stocks_4f183e66 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stocks_4f183e66 for ::dyno::__private::Beside<1326988902> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "stocks"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .breaker(::core::option::Option::None, |__builder| __builder, false)
                    .fallback("|_| ..")
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stocks_4f183e66::stocks {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> ::dyno::Breaker {
        __dyno_beside_stocks_4f183e66::__site(::dyno::__private::Beside::<1326988902>)
            .breaker()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stocks_4f183e66::__site(::dyno::__private::Beside::<1326988902>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stocks_4f183e66::__site(::dyno::__private::Beside::<1326988902>)
            .plan()
    }
    #[doc(hidden)]
    #[allow(dead_code, unreachable_pub)]
    pub fn fuse<'__call>() -> ::dyno::__private::SomeFuse
    where
        ::dyno::__private::NoFuse<'__call>: ::dyno::__private::IsFuse,
    {
        ::core::unreachable!()
    }
    /// Prepares a call, which begins when it is awaited or submitted.
    #[allow(
        dead_code,
        deprecated,
        unreachable_code,
        unreachable_pub,
        clippy::all,
        clippy::pedantic
    )]
    fn command(
        depot: &str,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<
            Output = Result<impl Iterator<Item = Stock>, StockError>,
        >,
        ::dyno::AnsweredCall,
    > {
        let __call = stocks(depot);
        ::dyno::ColdCall::new(
            __dyno_beside_stocks_4f183e66::__site(
                ::dyno::__private::Beside::<1326988902>,
            ),
            __call,
        )
    }
}
async fn stocks(depot: &str) -> Result<impl Iterator<Item = Stock>, StockError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainEnd as _};
        let mut __call = ::dyno::__private::Beside::<1326988902>.__site().call();
        let __ended = match __call.admit().map(::dyno::__private::Admitted::awaited) {
            ::core::result::Result::Ok(__attempt) => {
                __attempt
                    .run(
                        ::core::pin::pin!(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Result<_, StockError>,
                            > {
                                return __never;
                            }
                            { fetch_all(depot).await }
                        }),
                        ::dyno::__private::BOXED_TIMER,
                        |__returned| ::dyno::__private::judge(
                            __returned,
                            ::dyno::__private::Returned(__returned).error(),
                            |_| false,
                            |_| ::dyno::__private::Returned(__returned).is_failure(),
                        ),
                        |__returned| {
                            ::dyno::__private::Returned(__returned)
                                .error()
                                .and_then(|_| {
                                    ::dyno::__private::Returned(__returned).text()
                                })
                        },
                        |__returned| {
                            ::dyno::__private::Returned(__returned).retry_after()
                        },
                    )
                    .await
            }
            ::core::result::Result::Err(__error) => {
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call) {
            return __returned;
        }
        {
            __call
                .answer(
                    async move {
                        if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                            Result<_, StockError>,
                        > {
                            return __never;
                        }
                        Ok(Vec::new().into_iter())
                    },
                    |__returned| ::dyno::__private::Returned(__returned).is_failure(),
                    |__returned| {
                        ::dyno::__private::Returned(__returned)
                            .error()
                            .and_then(|_| ::dyno::__private::Returned(__returned).text())
                    },
                )
                .await
        }
    }
}
