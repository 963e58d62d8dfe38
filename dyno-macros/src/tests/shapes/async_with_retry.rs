// #[command(timeout = 2s, retry(n = 5, backoff = |attempt, _| wait(attempt), on = |error: &StockError| error.is_busy()))]
// async fn stock(sku: Sku, depot: &str, seen: &mut u32) -> Result<Stock, Compound<StockError>> {
//     *seen += 1;
//     fetch(sku, depot).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_88c9fe5c {
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
use __dyno_stock_88c9fe5c::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_88c9fe5c {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_88c9fe5c for ::dyno::__private::Beside<2294939228> {
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
                    .retry(
                        ::core::option::Option::None,
                        |__builder| __builder.n(5).backoff(::dyno::Backoff::Custom),
                        true,
                    )
                    .retries("on", "|error| ..")
                    .retries("backoff", "|attempt, _| ..")
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_88c9fe5c::stock {
    /// Hands out the retry of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn retry() -> ::dyno::Retry {
        __dyno_beside_stock_88c9fe5c::__site(::dyno::__private::Beside::<2294939228>)
            .retry()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_88c9fe5c::__site(::dyno::__private::Beside::<2294939228>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_88c9fe5c::__site(::dyno::__private::Beside::<2294939228>)
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
        sku: Sku,
        depot: &str,
        seen: &mut u32,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<Stock, Compound<StockError>>>,
        ::dyno::CarriedCall,
    > {
        let __call = stock(sku, depot, seen);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_88c9fe5c::__site(
                ::dyno::__private::Beside::<2294939228>,
            ),
            __call,
        )
    }
}
async fn stock(
    sku: Sku,
    depot: &str,
    seen: &mut u32,
) -> Result<Stock, Compound<StockError>> {
    #[allow(unused_imports)]
    use ::dyno::__private::{
        PlainReturn as _, PlainOnce as _, PlainOf as _, PlainAgain as _, PlainHint as _,
    };
    let mut __call = ::dyno::__private::Beside::<2294939228>.__site().call();
    let __once = ::dyno::__private::Once::<Result<Stock, Compound<StockError>>>::new();
    #[allow(unused_variables)]
    let __of = __once.of();
    let mut __tries = __once.tries();
    let __ended = loop {
        let __ended = match __call
            .admit_again()
            .map(::dyno::__private::Admitted::awaited)
        {
            ::core::result::Result::Ok(mut __attempt) => {
                let __nests = __attempt.nests();
                #[allow(unused_mut, unused_variables, clippy::used_underscore_binding)]
                let (sku,) = __attempt.spare(|| (::dyno::__private::again(&sku),));
                __attempt
                    .run(
                        ::core::pin::Pin::new(
                            &mut ::dyno::__private::retried(
                                __nests,
                                ::core::pin::pin!(async {
                                    if let ::core::option::Option::Some(__never) = __of.never()
                                    {
                                        return __never;
                                    }
                                    let seen = &mut *seen;
                                    let sku = sku;
                                    {
                                        *seen += 1;
                                        fetch(sku, depot).await
                                    }
                                }),
                            ),
                        ),
                        ::core::pin::pin!(::dyno::__private::OWN_TIMER),
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
                        |_| ::core::option::Option::None,
                    )
                    .await
            }
            ::core::result::Result::Err(__error) => {
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        let __next = match __ended
            .again(
                &mut __call,
                &__tries,
                &__of
                    .on(|error: &StockError| -> ::core::primitive::bool {
                        error.is_busy()
                    }),
                &__of.backoff_error(|attempt, _| wait(attempt)),
                |__ended| ::dyno::__private::Hint(__ended).retry_after(),
            )
        {
            ::core::ops::ControlFlow::Break(__ended) => break __ended,
            ::core::ops::ControlFlow::Continue(__next) => __next,
        };
        if let ::core::ops::ControlFlow::Break(__ended) = __next
            .begins(&mut __call, &mut __tries)
            .await
        {
            break __ended;
        }
    };
    let __ended = __tries.gathered(__ended);
    ::dyno::__private::carry(__ended)
}
