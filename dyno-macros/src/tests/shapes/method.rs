// #[command(timeout = LIMIT, attempt_timeout = off, name = "stock", group = "shop")]
// async fn stock(&self, sku: &Sku) -> Result<&Stock, StockError> {
//     self.shelf.get(sku).await
// }

impl Shop {
    async fn stock(&self, sku: &Sku) -> Result<&Stock, StockError> {
        {
            fn __site() -> &'static ::dyno::__private::Site {
                static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
                    || ::dyno::__private::given(&__here, "stock"),
                    ::dyno::__private::Place::new(
                        ::core::module_path!(),
                        ::core::file!(),
                        ::core::line!(),
                    ),
                    || {
                        ::dyno::__private::Spec::new()
                            .group("shop")
                            .timeout(
                                ::core::option::Option::Some({
                                    let __limit: ::core::time::Duration = LIMIT;
                                    __limit
                                }),
                            )
                            .attempt_timeout(::core::option::Option::None)
                    },
                );
                fn __here() {}
                ::dyno::__private::declare! {
                    SITE
                }
                &SITE
            }
            #[allow(unused_imports)]
            use ::dyno::__private::PlainReturn as _;
            let mut __call = __site().call();
            {
                ::dyno::__private::run_bare(
                        __call.admit().map(::dyno::__private::Admitted::awaited),
                        ::core::pin::pin!(
                            ::core::option::Option::Some(async move {
                                if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                    Result<&Stock, StockError>,
                                > {
                                    return __never;
                                }
                                { self.shelf.get(sku).await }
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
                                .and_then(|_| {
                                    ::dyno::__private::Returned(__returned).text()
                                })
                        },
                        |_| ::core::option::Option::None,
                        |__error| ::dyno::__private::refuse(__error),
                    )
                    .await
            }
        }
    }
}
