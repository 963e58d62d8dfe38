// #[command(timeout = 2s)]
// fn stock(sku: &Sku) -> impl Future<Output = Result<Stock, StockError>> + Send {
//     let key = sku.key();
//     async move { fetch(key).await }
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_526c49ac_in_an_impl_write_handle_false {
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
use __dyno_stock_526c49ac_in_an_impl_write_handle_false::*;
impl __dyno_stock_526c49ac_in_an_impl_write_handle_false::stock {
    fn __site() -> &'static ::dyno::__private::Site {
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
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        Self::__site().metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        Self::__site().plan()
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
        ::dyno::ColdCall::new(Self::__site(), __call)
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
        let mut __call = __dyno_stock_526c49ac_in_an_impl_write_handle_false::stock::__site()
            .call();
        let __ended = match __call.admit() {
            ::core::result::Result::Ok(__attempt) => {
                __attempt
                    .run(
                        ::core::pin::pin!(async move {
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
        ::dyno::__private::carry(__ended)
    }
}
