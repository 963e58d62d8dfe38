// #[aspect]
// fn page(request: Request) -> Page {
//     render(request)
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_page_c2c334f1 {
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
use __dyno_page_c2c334f1::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_page_c2c334f1 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_page_c2c334f1 for ::dyno::__private::Beside<3267572977> {
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
                    .sync()
                    .aspect(
                        ::core::option::Option::None,
                        ::core::option::Option::Some(
                            ::dyno::__private::joins::<
                                __dyno_args_page_c2c334f1,
                                __dyno_returns_page_c2c334f1,
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
type __dyno_args_page_c2c334f1 = (Request,);
#[allow(dead_code, non_camel_case_types)]
type __dyno_returns_page_c2c334f1 = Page;
impl __dyno_page_c2c334f1::page {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_page_c2c334f1::__site(::dyno::__private::Beside::<3267572977>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_page_c2c334f1::__site(::dyno::__private::Beside::<3267572977>)
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
        __dyno_args_page_c2c334f1,
        __dyno_returns_page_c2c334f1,
    > {
        __dyno_beside_page_c2c334f1::__site(::dyno::__private::Beside::<3267572977>)
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
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Errand<
            impl ::dyno::__private::Work<Output = __dyno_returns_page_c2c334f1>,
        >,
        ::dyno::OneJob<::dyno::BareCall>,
    > {
        let __call = move || {
            let request = request;
            page(request)
        };
        ::dyno::SyncCall::new(
            __dyno_beside_page_c2c334f1::__site(::dyno::__private::Beside::<3267572977>),
            ::dyno::__private::Errand::new(
                __dyno_beside_page_c2c334f1::__site(
                    ::dyno::__private::Beside::<3267572977>,
                ),
                __call,
            ),
        )
    }
}
fn page(request: Request) -> Page {
    {
        let __core = |__args: (Request,)| -> Page {
            let (__of0,) = __args;
            let request = __of0;
            #[allow(unused_imports)]
            use ::dyno::__private::PlainReturn as _;
            let mut __call = ::dyno::__private::Beside::<3267572977>.__site().call();
            let (__running, __quick) = __call.attempt().start();
            let __returned = __running
                .body(move || -> Page {
                    let request = request;
                    { render(request) }
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
                    ::core::mem::ManuallyDrop::into_inner(__returned)
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
                        .returned()
                }
            }
        };
        match ::dyno::__private::Beside::<3267572977>.__site().filters::<(_,), _>() {
            ::core::option::Option::None => __core((request,)),
            ::core::option::Option::Some(__filters) => __filters.call((request,), __core),
        }
    }
}
