// #[command(retry("orders", backoff = exponential(50ms, factor = 1.5), jitter = factor(50%), budget = off), fallback = |cause| self.recall(&name, cause))]
// fn order(self, mut name: String) -> Result<Order, OrderError> {
//     name.push('!');
//     self.shelf.order(name)
// }

impl Shop {
    fn order(self, name: String) -> Result<Order, OrderError> {
        fn __site() -> &'static ::dyno::__private::Site {
            static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
                || ::dyno::__private::path_of(&__here, "order"),
                ::dyno::__private::Place::new(
                    ::core::module_path!(),
                    ::core::file!(),
                    ::core::line!(),
                ),
                || {
                    ::dyno::__private::Spec::new()
                        .sync()
                        .retry(
                            ::core::option::Option::Some("orders"),
                            |__builder| {
                                __builder
                                    .backoff(
                                        ::dyno::Backoff::exponential(
                                                ::core::time::Duration::from_millis(50),
                                            )
                                            .factor(1.5),
                                    )
                                    .jitter(::dyno::Jitter::Factor(0.5))
                                    .budget(::core::option::Option::None::<f64>)
                            },
                            true,
                        )
                        .fallback("|cause| ..")
                },
            );
            fn __here() {}
            ::dyno::__private::declare! {
                SITE
            }
            &SITE
        }
        #[allow(unused_imports)]
        use ::dyno::__private::{
            PlainReturn as _, PlainEnd as _, PlainOnce as _, PlainOf as _,
            PlainAgain as _, PlainHint as _, PlainTries as _,
        };
        let mut __call = __site().call();
        let __once = ::dyno::__private::Once::<Result<Order, OrderError>>::new();
        #[allow(unused_variables)]
        let __of = __once.of();
        let mut __tries = __once.tries();
        let __ended = loop {
            let __ended = match __call.admit_again() {
                ::core::result::Result::Ok(mut __attempt) => {
                    let __nests = __attempt.nests();
                    #[allow(
                        unused_mut,
                        unused_variables,
                        clippy::used_underscore_binding
                    )]
                    let (__self, mut name) = __attempt
                        .spare(|| (
                            ::dyno::__private::again(&self),
                            ::dyno::__private::again(&name),
                        ));
                    {
                        let (__running, __quick) = __attempt.start();
                        let __returned = __running
                            .body(
                                ::dyno::__private::retried_sync(
                                    __nests,
                                    move || {
                                        if let ::core::option::Option::Some(__never) = __of.never()
                                        {
                                            return __never;
                                        }
                                        let _ = &__self;
                                        #[allow(unused_variables, unused_mut)]
                                        let mut name = name;
                                        {
                                            name.push('!');
                                            __self.shelf.order(name)
                                        }
                                    },
                                ),
                            );
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
                                return __tries
                                    .answered_at_last(
                                        ::core::mem::ManuallyDrop::into_inner(__returned),
                                    );
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
                            }
                        }
                    }
                }
                ::core::result::Result::Err(__error) => {
                    ::dyno::__private::Ended::Refused(__error)
                }
            };
            let __next = match __ended
                .again(
                    &mut __call,
                    &__tries,
                    &::dyno::__private::ByDefault,
                    &::dyno::__private::ByDefault,
                    |__ended| ::dyno::__private::Hint(__ended).retry_after(),
                )
            {
                ::core::ops::ControlFlow::Break(__ended) => break __ended,
                ::core::ops::ControlFlow::Continue(__next) => __next,
            };
            if let ::core::ops::ControlFlow::Break(__ended) = __next
                .begins_here(&mut __call, &mut __tries)
            {
                break __ended;
            }
        };
        let __ended = __tries.settled(__ended);
        let __cause = match __ended.settle(&__call) {
            ::core::ops::ControlFlow::Break(__returned) => return __returned,
            ::core::ops::ControlFlow::Continue(__cause) => __cause,
        };
        #[allow(unused_mut, unused_variables, clippy::used_underscore_binding)]
        let (__self, mut name) = (self, name);
        __call
            .answer_sync(
                move || -> Result<Order, OrderError> {
                    let cause = __cause;
                    __self.recall(&name, cause)
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
