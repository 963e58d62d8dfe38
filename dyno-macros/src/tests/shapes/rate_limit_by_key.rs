// #[rate_limit("mail", 100 / 1s, burst = 10, wait = 200ms, by = tenant)]
// async fn send(tenant: String) -> Result<(), SendError> {
//     hand_over(tenant).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_send_34acdf37 {
    /// Handle of the command `send`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct send {}
}
#[allow(unused_imports)]
use __dyno_send_34acdf37::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_send_34acdf37 {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_send_34acdf37 for ::dyno::__private::Beside<883744567> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "send"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .rate_limit(
                        ::core::option::Option::Some("mail"),
                        |__builder| {
                            __builder
                                .limit(100, ::core::time::Duration::from_secs(1))
                                .burst(10u32)
                                .wait(::core::time::Duration::from_millis(200))
                        },
                        true,
                    )
                    .by(::core::stringify!(tenant))
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
impl __dyno_send_34acdf37::send {
    /// Hands out the rate limit of this command.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn rate_limit() -> ::dyno::RateLimit {
        __dyno_beside_send_34acdf37::__site(::dyno::__private::Beside::<883744567>)
            .rate_limit()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_send_34acdf37::__site(::dyno::__private::Beside::<883744567>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_send_34acdf37::__site(::dyno::__private::Beside::<883744567>)
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
        tenant: String,
    ) -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<(), SendError>>,
        ::dyno::CarriedCall,
    > {
        let __call = send(tenant);
        ::dyno::ColdCall::new(
            __dyno_beside_send_34acdf37::__site(::dyno::__private::Beside::<883744567>),
            __call,
        )
    }
}
async fn send(tenant: String) -> Result<(), SendError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::PlainReturn as _;
        let mut __call = ::dyno::__private::Beside::<883744567>.__site().call();
        {
            ::dyno::__private::run_bare(
                    {
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainLent as _;
                        let __keyed = __call.keyed();
                        #[allow(clippy::let_and_return)]
                        let __admitted = __keyed
                            .admit(
                                ::dyno::__private::key(
                                    ::dyno::__private::Lent(&(tenant)).lent(),
                                ),
                            )
                            .map(::dyno::__private::Admitted::awaited);
                        _ = &tenant;
                        __admitted
                    },
                    ::core::pin::pin!(
                        ::core::option::Option::Some(async move {
                            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                                Result<(), SendError>,
                            > {
                                return __never;
                            }
                            #[allow(unused_variables)]
                            let tenant = tenant;
                            { hand_over(tenant).await }
                        }),
                    ),
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
                            .and_then(|_| ::dyno::__private::Returned(__returned).text())
                    },
                    |_| ::core::option::Option::None,
                    |__error| ::dyno::__private::refuse(__error),
                )
                .await
        }
    }
}
