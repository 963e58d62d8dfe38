// #[command]
// fn total(cart: &Cart) -> u64 {
//     cart.sum()
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_total_a1944429 {
    /// Handle of the command `total`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct total {}
}
#[allow(unused_imports)]
use __dyno_total_a1944429::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_total_a1944429 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_total_a1944429 for ::dyno::__private::Beside<2710848553> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "total"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || ::dyno::__private::Spec::new().sync(),
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_total_a1944429::total {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_total_a1944429::__site(::dyno::__private::Beside::<2710848553>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_total_a1944429::__site(::dyno::__private::Beside::<2710848553>)
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
        cart: &Cart,
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Errand<impl ::dyno::__private::Work<Output = u64>>,
        ::dyno::OneJob<::dyno::BareCall>,
    > {
        let __call = move || {
            let cart = cart;
            total(cart)
        };
        ::dyno::SyncCall::new(
            __dyno_beside_total_a1944429::__site(
                ::dyno::__private::Beside::<2710848553>,
            ),
            ::dyno::__private::Errand::new(
                __dyno_beside_total_a1944429::__site(
                    ::dyno::__private::Beside::<2710848553>,
                ),
                __call,
            ),
        )
    }
}
fn total(cart: &Cart) -> u64 {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainReturn as _;
        let mut __call = ::dyno::__private::Beside::<2710848553>.__site().call();
        let (__running, __quick) = __call.attempt().start();
        let __returned = __running.body(move || -> u64 { cart.sum() });
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
    }
}
