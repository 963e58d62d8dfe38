// #[command(timeout = 1500ms, fallback = last_known)]
// async fn stock((sku, _): (Sku, u8), Depot { name, .. }: &Depot) -> Result<Stock, StockError> {
//     fetch(sku, name).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_46a5f083 {
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
use __dyno_stock_46a5f083::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_46a5f083 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_46a5f083 for ::dyno::__private::Beside<1185280131> {
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
                            ::core::time::Duration::from_millis(1500),
                        ),
                    )
                    .fallback(::core::stringify!(last_known))
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_46a5f083::stock {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_46a5f083::__site(::dyno::__private::Beside::<1185280131>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_46a5f083::__site(::dyno::__private::Beside::<1185280131>)
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
        __arg0: (Sku, u8),
        __arg1: &Depot,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<Stock, StockError>>,
        ::dyno::AnsweredCall,
    > {
        let __call = stock(__arg0, __arg1);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_46a5f083::__site(
                ::dyno::__private::Beside::<1185280131>,
            ),
            __call,
        )
    }
}
async fn stock(__arg0: (Sku, u8), __arg1: &Depot) -> Result<Stock, StockError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainEnd as _, PlainAnswer as _};
        let mut __call = ::dyno::__private::Beside::<1185280131>.__site().call();
        let __kept;
        let __ended = match __call.admit().map(::dyno::__private::Admitted::awaited) {
            ::core::result::Result::Ok(mut __attempt) => {
                __kept = __attempt.spare(|| (::dyno::__private::keep(&__arg0),));
                __attempt
                    .run(
                        ::core::pin::pin!(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Result<Stock, StockError>,
                            > {
                                return __never;
                            }
                            let __arg0 = __arg0;
                            #[allow(unused_variables)]
                            let (sku, _) = __arg0;
                            #[allow(unused_variables)]
                            let Depot { name, .. } = __arg1;
                            { fetch(sku, name).await }
                        }),
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
                __kept = (__arg0,);
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call) {
            return __returned;
        }
        #[allow(unused_mut, unused_variables)]
        let (__arg0,) = __kept;
        {
            __call
                .answer(
                    ::dyno::__private::Answer::of(move || { last_known(__arg0, __arg1) })
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
