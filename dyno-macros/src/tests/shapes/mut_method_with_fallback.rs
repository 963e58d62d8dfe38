// #[command(breaker, fallback = Self::last_known)]
// fn take(&mut self, sku: Sku, mut count: Vec<u32>) -> Result<Stock, StockError> {
//     count.push(1);
//     self.shelf.take(sku, count)
// }

impl Shop {
    fn take(&mut self, sku: Sku, count: Vec<u32>) -> Result<Stock, StockError> {
        {
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
                            .sync()
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
            #[allow(unused_imports)]
            use ::dyno::__private::{PlainReturn as _, PlainEnd as _};
            let mut __call = __site().call();
            let __kept;
            let __ended = match __call.admit() {
                ::core::result::Result::Ok(mut __attempt) => {
                    __kept = __attempt
                        .spare(|| (
                            ::dyno::__private::keep(&sku),
                            ::dyno::__private::keep(&count),
                        ));
                    {
                        let (__running, __quick) = __attempt.start();
                        let __returned = __running
                            .body(|| -> Result<Stock, StockError> {
                                #[allow(clippy::no_effect_underscore_binding)]
                                let __self = &mut *self;
                                #[allow(unused_variables)]
                                let sku = sku;
                                #[allow(unused_variables)]
                                let mut count = count;
                                {
                                    count.push(1);
                                    __self.shelf.take(sku, count)
                                }
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
                                return ::core::mem::ManuallyDrop::into_inner(__returned);
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
                                        |__returned| {
                                            ::dyno::__private::Returned(__returned).retry_after()
                                        },
                                    )
                            }
                        }
                    }
                }
                ::core::result::Result::Err(__error) => {
                    __kept = (sku, count);
                    ::dyno::__private::Ended::Refused(__error)
                }
            };
            if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call)
            {
                return __returned;
            }
            #[allow(unused_mut, unused_variables)]
            let (sku, count) = __kept;
            __call
                .answer_sync(
                    move || { Self::last_known(self, sku, count) },
                    |__returned| ::dyno::__private::Returned(__returned).is_failure(),
                    |__returned| {
                        ::dyno::__private::Returned(__returned)
                            .error()
                            .and_then(|_| ::dyno::__private::Returned(__returned).text())
                    },
                )
        }
    }
}
