// #[aspect("page")]
// #[fallback(Self::plain)]
// async fn page(self: Arc<Self>, mut request: Request, (id, _): (u32, u8)) -> Result<Page, PageError> {
//     request.see(self.seen);
//     render(request, id).await
// }

impl Shop {
    async fn page(
        self: Arc<Self>,
        request: Request,
        __arg2: (u32, u8),
    ) -> Result<Page, PageError> {
        {
            fn __site() -> &'static ::dyno::__private::Site {
                static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
                    || ::dyno::__private::path_of(&__here, "page"),
                    ::dyno::__private::Place::new(
                        ::core::module_path!(),
                        ::core::file!(),
                        ::core::line!(),
                    ),
                    || {
                        ::dyno::__private::Spec::new()
                            .aspect(
                                ::core::option::Option::Some("page"),
                                ::core::option::Option::None,
                            )
                            .fallback(::core::stringify!(Self::plain))
                    },
                );
                fn __here() {}
                ::dyno::__private::declare! {
                    SITE
                }
                &SITE
            }
            let __core = |__args: (Arc<Self>, Request, (u32, u8))| {
                let (__of0, __of1, __of2) = __args;
                #[allow(clippy::no_effect_underscore_binding)]
                let __itself = __of0;
                let request = __of1;
                let __arg2 = __of2;
                async move {
                    if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                        Result<Page, PageError>,
                    > {
                        return __never;
                    }
                    let _ = &__itself;
                    #[allow(unused_imports)]
                    use ::dyno::__private::{
                        PlainReturn as _, PlainEnd as _, PlainAnswer as _,
                    };
                    let mut __call = __site().call();
                    let __kept;
                    let __ended = match __call
                        .admit()
                        .map(::dyno::__private::Admitted::awaited)
                    {
                        ::core::result::Result::Ok(mut __attempt) => {
                            __kept = __attempt
                                .spare(|| (
                                    ::dyno::__private::keep(&__itself),
                                    ::dyno::__private::keep(&request),
                                    ::dyno::__private::keep(&__arg2),
                                ));
                            __attempt
                                .run(
                                    ::core::pin::pin!(async move {
                                        if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                            Result<Page, PageError>,
                                        > {
                                            return __never;
                                        }
                                        let _ = &__itself;
                                        #[allow(unused_variables)]
                                        let mut request = request;
                                        let __arg2 = __arg2;
                                        #[allow(unused_variables)]
                                        let (id, _) = __arg2;
                                        {
                                            request.see(__itself.seen);
                                            render(request, id).await
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
                                    |_| ::core::option::Option::None,
                                )
                                .await
                        }
                        ::core::result::Result::Err(__error) => {
                            __kept = (__itself, request, __arg2);
                            ::dyno::__private::Ended::Refused(__error)
                        }
                    };
                    if let ::core::ops::ControlFlow::Break(__returned) = __ended
                        .settle(&__call)
                    {
                        return __returned;
                    }
                    #[allow(unused_mut, unused_variables)]
                    let (__self, request, __arg2) = __kept;
                    {
                        __call
                            .answer(
                                ::dyno::__private::Answer::of(move || {
                                        Self::plain(__self, request, __arg2)
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
                }
            };
            match __site().filters::<(Arc<Self>, _, _), ::dyno::Later<_>>() {
                ::core::option::Option::None => __core((self, request, __arg2)).await,
                ::core::option::Option::Some(__filters) => {
                    __filters
                        .call(
                            (self, request, __arg2),
                            move |__args| ::dyno::Later::new(__core(__args)),
                        )
                        .await
                }
            }
        }
    }
}
