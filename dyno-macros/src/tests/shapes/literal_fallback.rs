// #[command(breaker, failure_if = |left| *left == Some(0), fallback = 7)]
// fn left(sku: Sku) -> Option<u32> {
//     count(sku)
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_left_e7c03f08 {
    /// Handle of the command `left`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct left {}
}
#[allow(unused_imports)]
use __dyno_left_e7c03f08::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_left_e7c03f08 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_left_e7c03f08 for ::dyno::__private::Beside<3888135944> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "left"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .sync()
                    .breaker(::core::option::Option::None, |__builder| __builder, false)
                    .fallback(::core::stringify!(7))
                    .question("failure_if", "|left| ..")
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_left_e7c03f08::left {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> ::dyno::Breaker {
        __dyno_beside_left_e7c03f08::__site(::dyno::__private::Beside::<3888135944>)
            .breaker()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_left_e7c03f08::__site(::dyno::__private::Beside::<3888135944>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_left_e7c03f08::__site(::dyno::__private::Beside::<3888135944>)
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
    fn command(
        sku: Sku,
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Errand<impl ::dyno::__private::Work<Output = Option<u32>>>,
        ::dyno::OneJob<::dyno::AnsweredCall>,
    > {
        let __call = move || {
            let sku = sku;
            left(sku)
        };
        ::dyno::SyncCall::new(
            __dyno_beside_left_e7c03f08::__site(::dyno::__private::Beside::<3888135944>),
            ::dyno::__private::Errand::new(
                __dyno_beside_left_e7c03f08::__site(
                    ::dyno::__private::Beside::<3888135944>,
                ),
                __call,
            ),
        )
    }
}
fn left(sku: Sku) -> Option<u32> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainEnd as _, PlainLiteral as _};
        let mut __call = ::dyno::__private::Beside::<3888135944>.__site().call();
        let __ended = match __call.admit() {
            ::core::result::Result::Ok(__attempt) => {
                let (__running, __quick) = __attempt.start();
                let __returned = __running
                    .body(move || -> Option<u32> {
                        let sku = sku;
                        { count(sku) }
                    });
                let __verdict = __running
                    .judge(
                        &__returned,
                        |__returned| ::dyno::__private::judge(
                            __returned,
                            ::dyno::__private::Returned(__returned).error(),
                            |_| false,
                            |left| *left == Some(0),
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
            ::core::result::Result::Err(__error) => {
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        if let ::core::ops::ControlFlow::Break(__returned) = __ended.settle(&__call) {
            return __returned;
        }
        __call
            .answer_sync(
                || ::dyno::__private::Literal::<Option<u32>>::new().wrap(7),
                |__returned| ::dyno::__private::Returned(__returned).is_failure(),
                |__returned| {
                    ::dyno::__private::Returned(__returned)
                        .error()
                        .and_then(|_| ::dyno::__private::Returned(__returned).text())
                },
            )
    }
}
