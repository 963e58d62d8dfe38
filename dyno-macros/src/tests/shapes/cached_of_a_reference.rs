// #[cache(ttl = LIMIT, key = (sku.id, depot), ttl_of = |stock: &Stock| stock.fresh_for())]
// fn stock(sku: &Sku, depot: &str) -> Result<Stock, StockError> {
//     fetch(sku, depot)
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_902754b4 {
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
use __dyno_stock_902754b4::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_902754b4 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_902754b4 for ::dyno::__private::Beside<2418496692> {
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
                    .sync()
                    .cache(|__builder| __builder.ttl(LIMIT))
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_902754b4::stock {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_902754b4::__site(::dyno::__private::Beside::<2418496692>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_902754b4::__site(::dyno::__private::Beside::<2418496692>)
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
    /// Hands out the cache of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn cache<__Key: ::dyno::__private::CacheKey>() -> ::dyno::Cache<__Key, Stock> {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainCacheOf as _;
        ::dyno::__private::CacheOf::<
            __Key,
            Stock,
        >::new(
                __dyno_beside_stock_902754b4::__site(
                    ::dyno::__private::Beside::<2418496692>,
                ),
            )
            .handed_out()
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
        depot: &str,
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Errand<
            impl ::dyno::__private::Work<Output = Result<Stock, StockError>>,
        >,
        ::dyno::OneJob<::dyno::CarriedCall>,
    > {
        let __call = move || {
            let sku = sku;
            let depot = depot;
            stock(sku, depot)
        };
        ::dyno::SyncCall::new(
            __dyno_beside_stock_902754b4::__site(
                ::dyno::__private::Beside::<2418496692>,
            ),
            ::dyno::__private::Errand::new(
                __dyno_beside_stock_902754b4::__site(
                    ::dyno::__private::Beside::<2418496692>,
                ),
                __call,
            ),
        )
    }
}
fn stock(sku: &Sku, depot: &str) -> Result<Stock, StockError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{
            PlainReturn as _, PlainLent as _, PlainCached as _, PlainCopied as _,
            PlainDetached as _, PlainKeeping as _, PlainShared as _, PlainTelling as _,
            Stores as _,
        };
        let mut __call = ::dyno::__private::Beside::<2418496692>.__site().call();
        let __cached = ::dyno::__private::Cached::<Result<Stock, StockError>>::new();
        ::dyno::__private::keeps(__cached.stores());
        let __stores = ::dyno::__private::Keeping(__cached.stores()).stores();
        __cached.stores().keeps(::core::option::Option::None::<Stock>);
        let __ended = match __call.admit() {
            ::core::result::Result::Ok(mut __attempt) => {
                #[allow(clippy::used_underscore_binding)]
                let __found = __attempt
                    .find(
                        __stores,
                        &::dyno::__private::Keys((
                            ::dyno::__private::tells(
                                    ::dyno::__private::Lent(&(sku.id)).lent(),
                                )
                                .part(),
                            ::dyno::__private::tells(
                                    ::dyno::__private::Lent(&(depot)).lent(),
                                )
                                .part(),
                        )),
                        ::core::option::Option::None,
                    );
                match __found {
                    ::dyno::__private::Found::Hit(__value) => {
                        return __attempt.hit(__stores.answer(__value));
                    }
                    ::dyno::__private::Found::Other(__asked) => {
                        let __maker = __attempt.maker();
                        __attempt
                            .run_cached_sync(
                                || ::dyno::__private::led_sync(
                                    __asked,
                                    __maker.name(),
                                    __stores,
                                    || {
                                        let mut __call = __maker.call();
                                        match __call.admit() {
                                            ::core::result::Result::Ok(__attempt) => {
                                                let (__running, __quick) = __attempt.start();
                                                let __returned = __running
                                                    .body(move || -> Result<Stock, StockError> {
                                                        fetch(sku, depot)
                                                    });
                                                let __verdict = __running
                                                    .judge(
                                                        &__returned,
                                                        |__returned| ::dyno::__private::judge(
                                                            __returned,
                                                            ::dyno::__private::Returned(__returned).error(),
                                                            |_| false,
                                                            |_| ::dyno::__private::Returned(__returned).is_failure(),
                                                        ),
                                                    );
                                                let __returned = ::core::mem::ManuallyDrop::new(__returned);
                                                let __unwell = __running.goes_well(__quick, __verdict);
                                                match __unwell {
                                                    ::core::option::Option::None => {
                                                        return ::dyno::__private::Ended::Answered(
                                                            ::core::mem::ManuallyDrop::into_inner(__returned),
                                                        );
                                                    }
                                                    ::core::option::Option::Some(__unwell) => {
                                                        __unwell
                                                            .end(
                                                                (::core::mem::ManuallyDrop::into_inner(__returned),),
                                                                |__returned| {
                                                                    ::dyno::__private::Returned(__returned)
                                                                        .error()
                                                                        .and_then(|_| {
                                                                            ::dyno::__private::Returned(__returned).text()
                                                                        })
                                                                },
                                                                |_| ::core::option::Option::None,
                                                            )
                                                    }
                                                }
                                            }
                                            ::core::result::Result::Err(__error) => {
                                                ::dyno::__private::Ended::Refused(__error)
                                            }
                                        }
                                    },
                                    |__error| {
                                        ::dyno::__private::Shares(__error)
                                            .share(::dyno::__private::Shares(__error).text())
                                    },
                                    |__failure| {
                                        ::dyno::__private::Cached::<
                                            Result<Stock, StockError>,
                                        >::new()
                                            .errors()
                                            .copy(__failure)
                                    },
                                    |__value| ::dyno::__private::lives(
                                        __value,
                                        |stock: &Stock| stock.fresh_for(),
                                    ),
                                ),
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
                            )
                    }
                }
            }
            ::core::result::Result::Err(__error) => {
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        __cached.carry(__ended)
    }
}
