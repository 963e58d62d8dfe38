// #[aspect("page")]
// async fn page(mut request: Request, _: u32) -> Page {
//     request.see(1);
//     render(request).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_page_90beaaf2 {
    /// Handle of the command `page`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct page {}
}
#[allow(unused_imports)]
use __dyno_page_90beaaf2::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_page_90beaaf2 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_page_90beaaf2 for ::dyno::__private::Beside<2428414706> {
    fn __site(self) -> &'static ::dyno::__private::Site {
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
                        ::core::option::Option::Some(
                            ::dyno::__private::joins::<
                                __dyno_args_page_90beaaf2,
                                ::dyno::Later<__dyno_returns_page_90beaaf2>,
                            >,
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
#[allow(dead_code, non_camel_case_types)]
type __dyno_args_page_90beaaf2 = (Request, u32);
#[allow(dead_code, non_camel_case_types)]
type __dyno_returns_page_90beaaf2 = Page;
impl __dyno_page_90beaaf2::page {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_page_90beaaf2::__site(::dyno::__private::Beside::<2428414706>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_page_90beaaf2::__site(::dyno::__private::Beside::<2428414706>)
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
    /// Hands out the aspect of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn aspect() -> ::dyno::Aspect<
        __dyno_args_page_90beaaf2,
        ::dyno::Later<__dyno_returns_page_90beaaf2>,
    > {
        __dyno_beside_page_90beaaf2::__site(::dyno::__private::Beside::<2428414706>)
            .aspect()
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
        request: Request,
        __arg1: u32,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = __dyno_returns_page_90beaaf2>,
        ::dyno::BareCall,
    > {
        let __call = page(request, __arg1);
        ::dyno::ColdCall::new(
            __dyno_beside_page_90beaaf2::__site(::dyno::__private::Beside::<2428414706>),
            __call,
        )
    }
}
async fn page(request: Request, __arg1: u32) -> Page {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainReturn as _;
        let __body = |__args: (Request, u32)| {
            let (__of0, __of1) = __args;
            let request = __of0;
            let __arg1 = __of1;
            async move {
                if let ::core::option::Option::Some(__never) = ::core::option::Option::None
                    .map(|__none: ::core::convert::Infallible| -> Page {
                        match __none {}
                    })
                {
                    return __never;
                }
                let mut request = request;
                #[allow(clippy::no_effect_underscore_binding)]
                let __arg1 = __arg1;
                {
                    request.see(1);
                    render(request).await
                }
            }
        };
        let mut __filtered = ::core::option::Option::None;
        let __bare = ::core::pin::pin!(
            match ::dyno::__private::Beside::<2428414706>
                .__site()
                .filters::<(_, _), ::dyno::Later<_>>()
            {
                ::core::option::Option::None => {
                    ::core::option::Option::Some(__body((request, __arg1)))
                }
                ::core::option::Option::Some(__filters) => {
                    __filtered = ::core::option::Option::Some(
                        __filters
                            .call(
                                (request, __arg1),
                                move |__args| ::dyno::Later::new(async move {
                                    if let ::core::option::Option::Some(__never) = ::core::option::Option::None
                                        .map(|__none: ::core::convert::Infallible| -> Page {
                                            match __none {}
                                        })
                                    {
                                        return __never;
                                    }
                                    #[allow(unused_imports)]
                                    use ::dyno::__private::PlainReturn as _;
                                    let mut __call = ::dyno::__private::Beside::<2428414706>
                                        .__site()
                                        .call();
                                    {
                                        __call
                                            .observe(
                                                ::core::pin::pin!(__body(__args)),
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
                                }),
                            ),
                    );
                    ::core::option::Option::None
                }
            },
        );
        let mut __call = ::dyno::__private::Beside::<2428414706>.__site().call();
        {
            __call
                .pass(
                    __filtered,
                    __bare,
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
                )
                .await
        }
    }
}
