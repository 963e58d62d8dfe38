// #[command(timeout = 2s, cache(ttl = 30s, policy = xfetch(beta = 1.5), stale_if_error = 5m), fallback = last_known)]
// async fn stock(sku: Sku) -> Answer<Stock> {
//     fetch(sku).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_stock_cea8cb2f {
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
use __dyno_stock_cea8cb2f::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_stock_cea8cb2f {
    fn __site(self) -> &'static ::dyno::__private::Site;
    fn __handle<__H>(self, _: __H) -> __dyno_stock_cea8cb2f::stock;
}
impl __dyno_beside_stock_cea8cb2f for ::dyno::__private::Beside<3467168559> {
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
                    .cache(|__builder| {
                        __builder
                            .ttl(::core::time::Duration::from_secs(30))
                            .policy(::dyno::CachePolicy::XFetch {
                                beta: 1.5,
                            })
                            .stale_if_error(::core::time::Duration::from_secs(300))
                    })
                    .fallback(::core::stringify!(last_known))
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
    fn __handle<__H>(self, _: __H) -> __dyno_stock_cea8cb2f::stock {
        __dyno_stock_cea8cb2f::stock {}
    }
}
impl __dyno_stock_cea8cb2f::stock {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_stock_cea8cb2f::__site(::dyno::__private::Beside::<3467168559>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_stock_cea8cb2f::__site(::dyno::__private::Beside::<3467168559>)
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
    pub fn cache() -> ::dyno::Cache<
        Sku,
        <::dyno::__private::Returning<
            {
                #[allow(unused_imports)]
                use ::dyno::__private::PlainKindOf as _;
                ::dyno::__private::KindOf::<Answer<Stock>>::IS_RESULT
            },
        > as ::dyno::__private::Holds<Answer<Stock>>>::Value,
    > {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainCacheOf as _;
        ::dyno::__private::CacheOf::<
            Sku,
            <::dyno::__private::Returning<
                {
                    #[allow(unused_imports)]
                    use ::dyno::__private::PlainKindOf as _;
                    ::dyno::__private::KindOf::<Answer<Stock>>::IS_RESULT
                },
            > as ::dyno::__private::Holds<Answer<Stock>>>::Value,
        >::new(
                __dyno_beside_stock_cea8cb2f::__site(
                    ::dyno::__private::Beside::<3467168559>,
                ),
            )
            .handed_out()
    }
    #[allow(clippy::unused_async, clippy::unused_self)]
    async fn __make(
        self,
        __maker: ::dyno::__private::Maker,
        sku: Sku,
    ) -> ::dyno::__private::Ended<Answer<Stock>> {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainReturn as _;
        let mut __call = __maker.call();
        match __call.admit().map(::dyno::__private::Admitted::awaited) {
            ::core::result::Result::Ok(__attempt) => {
                __attempt
                    .run(
                        ::core::pin::pin!(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Answer<Stock>,
                            > {
                                return __never;
                            }
                            #[allow(unused_variables)]
                            let sku = sku;
                            { fetch(sku).await }
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
                ::dyno::__private::Ended::Refused(__error)
            }
        }
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
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Answer<Stock>>,
        ::dyno::AnsweredCall,
    > {
        let __call = stock(sku);
        ::dyno::ColdCall::new(
            __dyno_beside_stock_cea8cb2f::__site(
                ::dyno::__private::Beside::<3467168559>,
            ),
            __call,
        )
    }
}
async fn stock(sku: Sku) -> Answer<Stock> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{
            PlainReturn as _, PlainLent as _, PlainCached as _, PlainCopied as _,
            PlainDetached as _, PlainKeeping as _, PlainShared as _, PlainTelling as _,
            Stores as _, PlainEnd as _, PlainAnswer as _,
        };
        struct __Instead<__R>(::core::marker::PhantomData<__R>);
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        impl<__R> __Instead<__R> {
            #[allow(dead_code)]
            fn __make(
                self,
                _: impl ::core::marker::Sized,
                _: impl ::core::marker::Sized,
            ) -> ::core::future::Pending<__R> {
                ::core::future::pending()
            }
        }
        let mut __call = ::dyno::__private::Beside::<3467168559>.__site().call();
        let __cached = ::dyno::__private::Cached::<Answer<Stock>>::new();
        ::dyno::__private::keeps(__cached.stores());
        let __stores = ::dyno::__private::Keeping(__cached.stores()).stores();
        let __kept;
        let __ended = match __call.admit() {
            ::core::result::Result::Ok(mut __attempt) => {
                #[allow(clippy::used_underscore_binding)]
                let __found = __attempt
                    .find(
                        __stores,
                        &::dyno::__private::Keys((
                            ::dyno::__private::tells(
                                    ::dyno::__private::Lent(&(sku)).lent(),
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
                        __kept = __attempt.spare(|| (::dyno::__private::keep(&sku),));
                        __attempt
                            .run_cached(
                                ::core::pin::pin!({
                                    #[allow(clippy::used_underscore_binding)]
                                    let __making = ::dyno::__private::Beside::<3467168559>
                                        .__handle(
                                            __Instead::<
                                                ::dyno::__private::Ended<Answer<Stock>>,
                                            >(::core::marker::PhantomData),
                                        )
                                        .__make(__maker.another(), sku);
                                    ::dyno::__private::Detached(
                                            __making,
                                            ::dyno::__private::on_runtime(),
                                        )
                                        .made(
                                            __asked,
                                            __maker.name(),
                                            __stores,
                                            |__error| {
                                                ::dyno::__private::Shares(__error)
                                                    .share(::dyno::__private::Shares(__error).text())
                                            },
                                            |__failure| {
                                                ::dyno::__private::Cached::<Answer<Stock>>::new()
                                                    .errors()
                                                    .copy(__failure)
                                            },
                                            |_| ::core::option::Option::None::<::core::time::Duration>,
                                        )
                                }),
                                true,
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
                            .await
                    }
                }
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
                    ::dyno::__private::Answer::of(move || { last_known(sku) }).ready(),
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
