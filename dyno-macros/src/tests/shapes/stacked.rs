// #[timeout(2s)]
// #[breaker("inventory", failure_rate = 30%)]
// #[bulkhead("depot", permits = 32)]
// #[command(handle = StockHandle, crate = guards)]
// #[fallback(|cause| recall(sku, cause).await)]
// #[inline]
// async fn stock(sku: Sku) -> Result<Stock, StockError> {
//     fetch(sku).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_db873d6f {
    /// Handle of the command `stock`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct StockHandle {}
}
#[allow(unused_imports)]
use __dyno_stock_db873d6f::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_db873d6f {
    fn __site(self) -> &'static guards::__private::Site;
}
impl __dyno_beside_stock_db873d6f for guards::__private::Beside<3683073391> {
    fn __site(self) -> &'static guards::__private::Site {
        static SITE: guards::__private::Site = guards::__private::Site::new(
            || guards::__private::path_of(&__here, "stock"),
            guards::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                guards::__private::Spec::new()
                    .timeout(
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_secs(2),
                        ),
                    )
                    .breaker(
                        ::core::option::Option::Some("inventory"),
                        |__builder| __builder.failure_rate(0.3),
                        true,
                    )
                    .bulkhead(
                        ::core::option::Option::Some("depot"),
                        |__builder| __builder.permits(32),
                        true,
                    )
                    .fallback("|cause| ..")
            },
        );
        fn __here() {}
        guards::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_db873d6f::StockHandle {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> guards::Breaker {
        __dyno_beside_stock_db873d6f::__site(guards::__private::Beside::<3683073391>)
            .breaker()
    }
    /// Hands out the bulkhead of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn bulkhead() -> guards::Bulkhead {
        __dyno_beside_stock_db873d6f::__site(guards::__private::Beside::<3683073391>)
            .bulkhead()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> guards::CommandSnapshot {
        __dyno_beside_stock_db873d6f::__site(guards::__private::Beside::<3683073391>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> guards::Plan {
        __dyno_beside_stock_db873d6f::__site(guards::__private::Beside::<3683073391>)
            .plan()
    }
    #[doc(hidden)]
    #[allow(dead_code, unreachable_pub)]
    pub fn fuse<'__call>() -> guards::__private::SomeFuse
    where
        guards::__private::NoFuse<'__call>: guards::__private::IsFuse,
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
        sku: Sku,
    ) -> guards::ColdCall<
        impl ::core::future::Future<Output = Result<Stock, StockError>>,
        guards::AnsweredCall,
    > {
        let __call = stock(sku);
        guards::ColdCall::new(
            __dyno_beside_stock_db873d6f::__site(
                guards::__private::Beside::<3683073391>,
            ),
            __call,
        )
    }
}
#[inline]
async fn stock(sku: Sku) -> Result<Stock, StockError> {
    {
        #[allow(unused_imports)]
        use guards::__private::{PlainReturn as _, PlainEnd as _};
        let mut __call = guards::__private::Beside::<3683073391>.__site().call();
        let __kept;
        let __ended = match __call.admit().map(guards::__private::Admitted::awaited) {
            ::core::result::Result::Ok(mut __attempt) => {
                __kept = __attempt.spare(|| (guards::__private::keep(&sku),));
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
                            { fetch(sku).await }
                        }),
                        ::core::pin::pin!(guards::__private::OWN_TIMER),
                        |__returned| guards::__private::judge(
                            __returned,
                            guards::__private::Returned(__returned).error(),
                            |_| false,
                            |_| guards::__private::Returned(__returned).is_failure(),
                        ),
                        |__returned| {
                            guards::__private::Returned(__returned)
                                .error()
                                .and_then(|_| {
                                    guards::__private::Returned(__returned).text()
                                })
                        },
                        |__returned| {
                            guards::__private::Returned(__returned).retry_after()
                        },
                    )
                    .await
            }
            ::core::result::Result::Err(__error) => {
                __kept = (sku,);
                guards::__private::Ended::Refused(__error)
            }
        };
        let __cause = match __ended.settle(&__call) {
            ::core::ops::ControlFlow::Break(__returned) => return __returned,
            ::core::ops::ControlFlow::Continue(__cause) => __cause,
        };
        #[allow(unused_mut, unused_variables)]
        let (sku,) = __kept;
        {
            __call
                .answer(
                    async move {
                        if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                            Result<Stock, StockError>,
                        > {
                            return __never;
                        }
                        let cause = __cause;
                        recall(sku, cause).await
                    },
                    |__returned| guards::__private::Returned(__returned).is_failure(),
                    |__returned| {
                        guards::__private::Returned(__returned)
                            .error()
                            .and_then(|_| guards::__private::Returned(__returned).text())
                    },
                )
                .await
        }
    }
}
