// #[command(breaker)]
// pub async fn stock(
//     sku: Sku,
//     #[inject] http: Arc<dyn Http>,
//     #[inject(tag = Replica, fallback = Arc::new(NoDb))] db: Arc<dyn Db>,
// ) -> Result<Stock, StockError> {
//     http.get(db.find(sku)).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_d1e9278c {
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
pub use __dyno_stock_d1e9278c::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_d1e9278c {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_stock_d1e9278c for ::dyno::__private::Beside<3521718156> {
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
                    .breaker(::core::option::Option::None, |__builder| __builder, false)
                    .inject({
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainTag as _;
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainWish as _;
                        ::dyno::__private::WishOf::<Arc<dyn Http>>::new()
                            .wish("http", ::core::option::Option::None)
                    })
                    .inject({
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainTag as _;
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainWish as _;
                        ::dyno::__private::WishOf::<
                            ::core::option::Option<Arc<dyn Db>>,
                        >::new()
                            .wish(
                                "db",
                                ::core::option::Option::Some(
                                    ::dyno::__private::TagOf(&Replica).tag(),
                                ),
                            )
                    })
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_stock_d1e9278c::stock {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> ::dyno::Breaker {
        __dyno_beside_stock_d1e9278c::__site(::dyno::__private::Beside::<3521718156>)
            .breaker()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_d1e9278c::__site(::dyno::__private::Beside::<3521718156>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_d1e9278c::__site(::dyno::__private::Beside::<3521718156>)
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
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<Stock, StockError>>,
        ::dyno::CarriedCall,
    > {
        let __call = stock(sku);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_d1e9278c::__site(
                ::dyno::__private::Beside::<3521718156>,
            ),
            __call,
        )
    }
    /// Calls the function with these in the place of what is injected, in their order among its parameters.
    #[allow(
        dead_code,
        deprecated,
        unreachable_code,
        unreachable_pub,
        unused_variables,
        clippy::all,
        clippy::pedantic
    )]
    pub fn with(
        sku: Sku,
        http: Arc<dyn Http>,
        db: Arc<dyn Db>,
    ) -> impl ::core::future::Future<Output = Result<Stock, StockError>> {
        ::dyno::__private::with(
            __dyno_beside_stock_d1e9278c::__site(
                ::dyno::__private::Beside::<3521718156>,
            ),
            (http, (::core::option::Option::Some(db), ())),
            stock(sku),
        )
    }
}
pub async fn stock(sku: Sku) -> Result<Stock, StockError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainLacking as _, PlainTag as _};
        let mut __call = ::dyno::__private::Beside::<3521718156>.__site().call();
        static __SPOT0: ::dyno::__private::Spot = ::dyno::__private::Spot::new(
            "http",
            || ::core::option::Option::None,
        );
        static __SPOT1: ::dyno::__private::Spot = ::dyno::__private::Spot::new(
            "db",
            || ::core::option::Option::Some(::dyno::__private::TagOf(&Replica).tag()),
        );
        let (__found0, (__found1, ())) = match __call
            .inject(
                &(
                    ::dyno::__private::want::<Arc<dyn Http>>(&__SPOT0),
                    (
                        ::dyno::__private::want::<
                            ::core::option::Option<Arc<dyn Db>>,
                        >(&__SPOT1),
                        (),
                    ),
                ),
            )
            .await
        {
            ::core::result::Result::Ok(__found) => __found,
            ::core::result::Result::Err(__error) => {
                return ::dyno::__private::Lacking::<Result<Stock, StockError>>::new()
                    .returns(__error);
            }
        };
        #[allow(unused_variables)]
        let http: Arc<dyn Http> = __found0;
        #[allow(unused_variables)]
        let db: Arc<dyn Db> = match __found1 {
            ::core::option::Option::Some(__found) => __found,
            ::core::option::Option::None => Arc::new(NoDb),
        };
        {
            ::dyno::__private::run_bare(
                    __call.admit().map(::dyno::__private::Admitted::awaited),
                    ::core::pin::pin!(
                        ::core::option::Option::Some(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Result<Stock, StockError>,
                            > {
                                return __never;
                            }
                            let sku = sku;
                            let http = http;
                            let db = db;
                            { http.get(db.find(sku)).await }
                        }),
                    ),
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
                            .and_then(|_| ::dyno::__private::Returned(__returned).text())
                    },
                    |__returned| ::dyno::__private::Returned(__returned).retry_after(),
                    |__error| ::dyno::__private::refuse(__error),
                )
                .await
        }
    }
}
