// #[command(timeout = 2s)]
// fn stock(sku: &Sku) -> impl Future<Output = Result<Stock, StockError>> + Send {
//     let key = sku.key();
//     async move { fetch(key).await }
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_526c49ac {
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
use __dyno_stock_526c49ac::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_526c49ac {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_526c49ac for ::dyno::__private::Beside<1382828460> {
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
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_526c49ac::stock {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_526c49ac::__site(::dyno::__private::Beside::<1382828460>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_526c49ac::__site(::dyno::__private::Beside::<1382828460>)
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
        sku: &Sku,
    ) -> ::dyno::ColdCall<
        impl Future<Output = Result<Stock, StockError>> + Send,
        ::dyno::CarriedCall,
    > {
        let __call = stock(sku);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_526c49ac::__site(
                ::dyno::__private::Beside::<1382828460>,
            ),
            __call,
        )
    }
}
fn stock(sku: &Sku) -> impl Future<Output = Result<Stock, StockError>> + Send {
    async move {
        if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
            Result<Stock, StockError>,
        > {
            return __never;
        }
        #[allow(unused_imports)]
        use ::dyno::__private::PlainReturn as _;
        let mut __call = ::dyno::__private::Beside::<1382828460>.__site().call();
        {
            ::dyno::__private::run_bare(
                    __call.admit().map(::dyno::__private::Admitted::awaited),
                    ::core::pin::pin!(
                        ::core::option::Option::Some(async move {
                            ::dyno::__private::made::<
                                Result<Stock, StockError>,
                                _,
                            >(move || {
                                    {
                                        let key = sku.key();
                                        async move { fetch(key).await }
                                    }
                                })
                                .await
                        }),
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
                            .and_then(|_| ::dyno::__private::Returned(__returned).text())
                    },
                    |_| ::core::option::Option::None,
                    |__error| ::dyno::__private::refuse(__error),
                )
                .await
        }
    }
}
