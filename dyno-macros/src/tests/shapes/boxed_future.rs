// #[command(breaker, fallback = Self::last_known)]
// fn take<'a>(&'a mut self, sku: Sku) -> Pin<Box<dyn Future<Output = Result<Stock, StockError>> + Send + 'a>> {
//     Box::pin(async move {
//         let shelf = self;
//         shelf.take(sku).await
//     })
// }

impl Shop {
    fn take<'a>(
        &'a mut self,
        sku: Sku,
    ) -> Pin<Box<dyn Future<Output = Result<Stock, StockError>> + Send + 'a>> {
        fn __site() -> &'static ::dyno::__private::Site {
            static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
                || ::dyno::__private::path_of(&__here, "take"),
                ::dyno::__private::Place::new(
                    ::core::module_path!(),
                    ::core::file!(),
                    ::core::line!(),
                ),
                || {
                    ::dyno::__private::Spec::new()
                        .breaker(
                            ::core::option::Option::None,
                            |__builder| __builder,
                            false,
                        )
                        .fallback(::core::stringify!(Self::last_known))
                },
            );
            fn __here() {}
            ::dyno::__private::declare! {
                SITE
            }
            &SITE
        }
        Box::pin(async move {
            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                Result<Stock, StockError>,
            > {
                return __never;
            }
            #[allow(unused_imports)]
            use ::dyno::__private::{PlainReturn as _, PlainEnd as _, PlainAnswer as _};
            let mut __call = __site().call();
            let __kept;
            let __ended = match __call.admit().map(::dyno::__private::Admitted::awaited)
            {
                ::core::result::Result::Ok(mut __attempt) => {
                    __kept = __attempt.spare(|| (::dyno::__private::keep(&sku),));
                    __attempt
                        .run(
                            ::core::pin::pin!(async {
                                #[allow(clippy::no_effect_underscore_binding)]
                                let __self = &mut *self;
                                if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                    Result<Stock, StockError>,
                                > {
                                    return __never;
                                }
                                {
                                    let shelf = __self;
                                    shelf.take(sku).await
                                }
                            }),
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
            if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call)
            {
                return __returned;
            }
            #[allow(unused_mut, unused_variables)]
            let (sku,) = __kept;
            {
                __call
                    .answer(
                        ::dyno::__private::Answer::of(move || {
                                Self::last_known(self, sku)
                            })
                            .ready(),
                        |__returned| {
                            ::dyno::__private::Returned(__returned).is_failure()
                        },
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
        })
    }
}
