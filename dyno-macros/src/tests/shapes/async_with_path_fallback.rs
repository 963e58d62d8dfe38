// #[command(timeout = 2s, breaker = "inventory", fallback = last_known, ignore = |e: &StockError| e.is_client())]
// pub async fn stock(sku: Sku, depot: &str) -> Result<Stock, StockError> {
//     fetch(sku, depot).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_6ace8b26 {
    /// Handle of the command `stock`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct stock {}
}
#[allow(unused_imports)]
pub use __dyno_stock_6ace8b26::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_6ace8b26 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_6ace8b26 for ::dyno::__private::Beside<1791920934> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "stock"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .timeout(
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_secs(2),
                        ),
                    )
                    .breaker(
                        ::core::option::Option::Some("inventory"),
                        |__builder| __builder,
                        false,
                    )
                    .fallback(::core::stringify!(last_known))
                    .question("ignore", "|e| ..")
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_6ace8b26::stock {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> ::dyno::Breaker {
        __dyno_beside_stock_6ace8b26::__site(::dyno::__private::Beside::<1791920934>)
            .breaker()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_6ace8b26::__site(::dyno::__private::Beside::<1791920934>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_6ace8b26::__site(::dyno::__private::Beside::<1791920934>)
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
    pub fn command(
        sku: Sku,
        depot: &str,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<Stock, StockError>>,
        ::dyno::AnsweredCall,
    > {
        let __call = stock(sku, depot);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_6ace8b26::__site(
                ::dyno::__private::Beside::<1791920934>,
            ),
            __call,
        )
    }
}
pub async fn stock(sku: Sku, depot: &str) -> Result<Stock, StockError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainEnd as _, PlainAnswer as _};
        let mut __call = ::dyno::__private::Beside::<1791920934>.__site().call();
        let __kept;
        let __ended = match __call.admit().map(::dyno::__private::Admitted::awaited) {
            ::core::result::Result::Ok(mut __attempt) => {
                __kept = __attempt.spare(|| (::dyno::__private::keep(&sku),));
                __attempt
                    .run(
                        ::core::pin::pin!(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Result<Stock, StockError>,
                            > {
                                return __never;
                            }
                            #[allow(unused_variables)]
                            let sku = sku;
                            { fetch(sku, depot).await }
                        }),
                        ::core::pin::pin!(::dyno::__private::OWN_TIMER),
                        |__returned| ::dyno::__private::judge(
                            __returned,
                            ::dyno::__private::Returned(__returned).error(),
                            |e: &StockError| e.is_client(),
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
                __kept = (sku,);
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call) {
            return __returned;
        }
        #[allow(unused_mut, unused_variables)]
        let (sku,) = __kept;
        {
            __call
                .answer(
                    ::dyno::__private::Answer::of(move || { last_known(sku, depot) })
                        .ready(),
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
