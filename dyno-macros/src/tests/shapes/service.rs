// #[service(as = dyn Db, scope = scoped, fallback = |_error| ReadOnly, shutdown = close, tag = Replica)]
// pub async fn db(#[inject] url: Arc<Url>) -> Result<Postgres, DbError> {
//     Postgres::connect(&url).await
// }

#[doc(hidden)]
#[allow(non_snake_case)]
mod __dyno_db_d3cd819c {
    /// Handle of the command `db`.
    #[allow(
        dead_code,
        missing_copy_implementations,
        missing_debug_implementations,
        non_camel_case_types,
        unreachable_pub
    )]
    pub struct db {}
}
#[allow(unused_imports)]
pub use __dyno_db_d3cd819c::*;
#[doc(hidden)]
#[allow(non_camel_case_types)]
trait __dyno_beside_db_d3cd819c {
    fn __site(self) -> &'static ::dyno::__private::Site;
}
impl __dyno_beside_db_d3cd819c for ::dyno::__private::Beside<3553460636> {
    fn __site(self) -> &'static ::dyno::__private::Site {
        static SITE: ::dyno::__private::Site = ::dyno::__private::Site::new(
            || ::dyno::__private::path_of(&__here, "db"),
            ::dyno::__private::Place::new(
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
            ),
            || {
                ::dyno::__private::Spec::new()
                    .inject({
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainTag as _;
                        #[allow(unused_imports)]
                        use ::dyno::__private::PlainWish as _;
                        ::dyno::__private::WishOf::<Arc<Url>>::new()
                            .wish("url", ::core::option::Option::None)
                    })
            },
        );
        fn __here() {}
        ::dyno::__private::declare! {
            SITE
        }
        &SITE
    }
}
#[allow(deprecated, unused_imports, clippy::all, clippy::pedantic)]
const _: () = {
    use ::dyno::__private::PlainServed as _;
    use ::dyno::__private::PlainSharing as _;
    use ::dyno::__private::PlainLater as _;
    use ::dyno::__private::PlainTag as _;
    static SERVICE: ::dyno::__private::ServiceSite = ::dyno::__private::ServiceSite::new(|
        __registry|
    ::dyno::__private::offer(
        ::dyno::__private::served(
                __dyno_beside_db_d3cd819c::__site(
                    ::dyno::__private::Beside::<3553460636>,
                ),
            )
            .later(|| async {
                match ::dyno::__private::Served(db().await).told() {
                    ::core::result::Result::Ok(__service) => {
                        let __service: ::std::sync::Arc<dyn Db> = ::dyno::__private::Sharing(
                                __service,
                            )
                            .arc();
                        ::core::result::Result::Ok(__service)
                    }
                    ::core::result::Result::Err(__error) => {
                        ::core::result::Result::Err(__error)
                    }
                }
            })
            .scope(::dyno::ServiceScope::Scoped)
            .fallback(|__error| async move {
                match ::dyno::__private::Served(
                        ::dyno::__private::Comes({
                                let _error = __error;
                                let __answer = ReadOnly;
                                __answer
                            })
                            .later()
                            .await,
                    )
                    .told()
                {
                    ::core::result::Result::Ok(__service) => {
                        let __service: ::std::sync::Arc<dyn Db> = ::dyno::__private::Sharing(
                                __service,
                            )
                            .arc();
                        ::core::result::Result::Ok(__service)
                    }
                    ::core::result::Result::Err(__error) => {
                        ::core::result::Result::Err(__error)
                    }
                }
            })
            .shutdown(|__service| async move {
                ::dyno::__private::Served(
                        ::dyno::__private::Comes(close(__service)).later().await,
                    )
                    .told()
                    .map(|_| ())
            }),
        __registry,
        ::core::option::Option::Some(::dyno::__private::TagOf(&Replica).tag()),
    ));
    ::dyno::__private::declare! {
        SERVICE
    }
};
impl __dyno_db_d3cd819c::db {
    /// Reads what this command has counted.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn metrics() -> ::dyno::CommandSnapshot {
        __dyno_beside_db_d3cd819c::__site(::dyno::__private::Beside::<3553460636>)
            .metrics()
    }
    /// Lists what guards this command, outermost first.
    #[must_use]
    #[allow(dead_code, unreachable_pub)]
    pub fn plan() -> ::dyno::Plan {
        __dyno_beside_db_d3cd819c::__site(::dyno::__private::Beside::<3553460636>).plan()
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
    pub fn command() -> ::dyno::ColdCall<
        impl ::core::future::Future<Output = Result<Postgres, DbError>>,
        ::dyno::BareCall,
    > {
        let __call = db();
        ::dyno::ColdCall::new(
            __dyno_beside_db_d3cd819c::__site(::dyno::__private::Beside::<3553460636>),
            __call,
        )
    }
    /// Calls the function with these in the place of what is injected, in their order among its parameters.
    #[allow(
        dead_code,
        deprecated,
        unreachable_code,
        unreachable_pub,
        unused_variables,
        clippy::all,
        clippy::pedantic
    )]
    pub fn with(
        url: Arc<Url>,
    ) -> impl ::core::future::Future<Output = Result<Postgres, DbError>> {
        ::dyno::__private::with(
            __dyno_beside_db_d3cd819c::__site(::dyno::__private::Beside::<3553460636>),
            (url, ()),
            db(),
        )
    }
}
pub async fn db() -> Result<Postgres, DbError> {
    {
        #[allow(unused_imports)]
        use ::dyno::__private::{PlainReturn as _, PlainLacking as _, PlainTag as _};
        let mut __call = ::dyno::__private::Beside::<3553460636>.__site().call();
        static __SPOT0: ::dyno::__private::Spot = ::dyno::__private::Spot::new(
            "url",
            || ::core::option::Option::None,
        );
        let (__found0, ()) = match __call
            .inject(&(::dyno::__private::want::<Arc<Url>>(&__SPOT0), ()))
            .await
        {
            ::core::result::Result::Ok(__found) => __found,
            ::core::result::Result::Err(__error) => {
                return ::dyno::__private::Lacking::<Result<Postgres, DbError>>::new()
                    .returns(__error);
            }
        };
        #[allow(unused_variables)]
        let url: Arc<Url> = __found0;
        {
            __call
                .observe(
                    ::core::pin::pin!(async move {
                        if let ::core::option::Option::Some(__never) = ::core::option::Option::None::<
                            Result<Postgres, DbError>,
                        > {
                            return __never;
                        }
                        let url = url;
                        { Postgres::connect(&url).await }
                    }),
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
