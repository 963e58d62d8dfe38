// #[command(timeout = 2s, pool("files", threads = 4))]
// fn count<T: Rows>(path: PathBuf, rows: T) -> Result<u64, CountError> {
//     rows.count(&path)
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_count_cc0cc6bf {
    /// Handle of the command `count`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct count {}
}
#[allow(unused_imports)]
use __dyno_count_cc0cc6bf::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_count_cc0cc6bf {
    fn __site(self) -> &'static ::dyno::__private::Site;
    fn __handle<__H>(self, _: __H) -> __dyno_count_cc0cc6bf::count;
}
impl __dyno_beside_count_cc0cc6bf for ::dyno::__private::Beside<3423389375> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "count"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .sync()
                    .timeout(
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_secs(2),
                        ),
                    )
                    .pool(
                        ::core::option::Option::Some("files"),
                        |__builder| __builder.threads(4),
                        true,
                    )
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
    fn __handle<__H>(self, _: __H) -> __dyno_count_cc0cc6bf::count {
        __dyno_count_cc0cc6bf::count {}
    }
}
impl __dyno_count_cc0cc6bf::count {
    /// Hands out the pool that the body of this command runs on.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn pool() -> ::dyno::Pool {
        __dyno_beside_count_cc0cc6bf::__site(::dyno::__private::Beside::<3423389375>)
            .pool()
    }
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_count_cc0cc6bf::__site(::dyno::__private::Beside::<3423389375>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_count_cc0cc6bf::__site(::dyno::__private::Beside::<3423389375>)
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
    #[allow(clippy::unused_self)]
    fn __drive<T: Rows>(
        self,
        path: PathBuf,
        rows: T,
    ) -> impl ::core::future::Future<
        Output = Result<u64, CountError>,
    > + ::core::marker::Send {
        let path = ::dyno::__private::goes(path);
        let rows = ::dyno::__private::parameter_goes(rows);
        async move {
            if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                Result<u64, CountError>,
            > {
                return __never;
            }
            #[allow(unused_imports)]
            use ::dyno::__private::PlainReturn as _;
            let mut __call = __dyno_beside_count_cc0cc6bf::__site(
                    ::dyno::__private::Beside::<3423389375>,
                )
                .call();
            let __ended = match __call.admit().map(::dyno::__private::Admitted::awaited)
            {
                ::core::result::Result::Ok(__attempt) => {
                    let __admitted = __attempt;
                    __admitted
                        .run_apart(
                            move || -> Result<u64, CountError> {
                                let path = path;
                                let rows = rows;
                                { rows.count(&path) }
                            },
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
                    ::dyno::__private::Ended::Refused(__error)
                }
            };
            ::dyno::__private::carry(__ended)
        }
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
    fn command<T: Rows>(
        path: PathBuf,
        rows: T,
    ) -> ::dyno::SyncCall<
        ::dyno::__private::Driven<
            impl ::core::future::Future<
                Output = Result<u64, CountError>,
            > + ::core::marker::Send,
        >,
        ::dyno::CarriedCall,
    > {
        let __call = Self {}.__drive::<T>(path, rows);
        ::dyno::SyncCall::new(
            __dyno_beside_count_cc0cc6bf::__site(
                ::dyno::__private::Beside::<3423389375>,
            ),
            ::dyno::__private::Driven::new(__call),
        )
    }
}
#[allow(dead_code)]
fn count<T: Rows>(path: PathBuf, rows: T) -> Result<u64, CountError> {
    {
        struct __Instead<__R>(::core::marker::PhantomData<__R>);
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        impl<__R> __Instead<__R> {
            #[allow(dead_code)]
            fn __drive<T>(
                self,
                _: impl ::core::marker::Sized,
                _: impl ::core::marker::Sized,
            ) -> ::core::future::Pending<__R> {
                ::core::future::pending()
            }
        }
        ::dyno::__private::block(
            ::dyno::__private::Beside::<3423389375>
                .__handle(
                    __Instead::<Result<u64, CountError>>(::core::marker::PhantomData),
                )
                .__drive::<T>(path, rows),
        )
    }
}
