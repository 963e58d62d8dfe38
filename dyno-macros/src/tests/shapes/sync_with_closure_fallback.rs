// #[command(breaker(failure_rate = 30%, window = calls(50), consecutive = off), fallback = |error| recall(&name, error))]
// fn price(name: String, currency: Currency) -> Result<Price, PriceError> {
//     quote(name, currency)
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_price_42b1b841 {
    /// Handle of the command `price`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct price {}
}
#[allow(unused_imports)]
use __dyno_price_42b1b841::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_price_42b1b841 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_price_42b1b841 for ::dyno::__private::Beside<1118943297> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "price"),
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
                        |__builder| {
                            __builder
                                .failure_rate(0.3)
                                .window(::dyno::Window::Calls(50))
                                .consecutive(::core::option::Option::None::<u32>)
                        },
                        true,
                    )
                    .fallback("|error| ..")
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_price_42b1b841::price {
    /// Hands out the breaker of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn breaker() -> ::dyno::Breaker {
        __dyno_beside_price_42b1b841::__site(::dyno::__private::Beside::<1118943297>)
            .breaker()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_price_42b1b841::__site(::dyno::__private::Beside::<1118943297>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_price_42b1b841::__site(::dyno::__private::Beside::<1118943297>)
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
        name: String,
        currency: Currency,
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Errand<
            impl ::dyno::__private::Work<Output = Result<Price, PriceError>>,
        >,
        ::dyno::OneJob<::dyno::AnsweredCall>,
    > {
        let __call = move || {
            let name = name;
            let currency = currency;
            price(name, currency)
        };
        ::dyno::SyncCall::new(
            __dyno_beside_price_42b1b841::__site(
                ::dyno::__private::Beside::<1118943297>,
            ),
            ::dyno::__private::Errand::new(
                __dyno_beside_price_42b1b841::__site(
                    ::dyno::__private::Beside::<1118943297>,
                ),
                __call,
            ),
        )
    }
}
fn price(name: String, currency: Currency) -> Result<Price, PriceError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainEnd as _};
        let mut __call = ::dyno::__private::Beside::<1118943297>.__site().call();
        let __kept;
        let __ended = match __call.admit() {
            ::core::result::Result::Ok(mut __attempt) => {
                __kept = __attempt.spare(|| (::dyno::__private::keep(&name),));
                {
                    let (__running, __quick) = __attempt.start();
                    let __returned = __running
                        .body(move || -> Result<Price, PriceError> {
                            #[allow(unused_variables)]
                            let name = name;
                            let currency = currency;
                            { quote(name, currency) }
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
                __kept = (name,);
                ::dyno::__private::Ended::Refused(__error)
            }
        };
        let __cause = match __ended.settle(&__call) {
            ::core::ops::ControlFlow::Break(__returned) => return __returned,
            ::core::ops::ControlFlow::Continue(__cause) => __cause,
        };
        #[allow(unused_mut, unused_variables)]
        let (name,) = __kept;
        __call
            .answer_sync(
                move || -> Result<Price, PriceError> {
                    let error = __cause;
                    recall(&name, error)
                },
                |__returned| ::dyno::__private::Returned(__returned).is_failure(),
                |__returned| {
                    ::dyno::__private::Returned(__returned)
                        .error()
                        .and_then(|_| ::dyno::__private::Returned(__returned).text())
                },
            )
    }
}
