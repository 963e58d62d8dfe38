//! `retrying!`

/// Runs a block on the spot, up to so many times: `retrying!(3, { .. })` gives a `Result<T, Compound<E>>`, and
/// `retrying!(3, async { .. })` a future of one. The block is run anew for each attempt, and may borrow whatever is around it, also
/// mutably. Between attempts it waits as a [`Retry`](crate::Retry) with default settings does; all passes of one place share a
/// budget, each [`Registry`](crate::Registry) has its own. A number that is 0 when it runs makes one attempt all the same.
///
/// A block with a `?` says what its error is, as in `Ok::<_, io::Error>(..)`, unless it is known from what the block is assigned to or returned
/// as. After `async` it always says so: what its future is awaited as is known too late.
///
/// ```
/// use dyno::retrying;
///
/// let mut asked = 0;
/// let stock = retrying!(3, {
///     asked += 1;
///     if asked < 3 { Err("busy") } else { Ok(7) }
/// });
/// assert_eq!((stock, asked), (Ok(7), 3));
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let address = listener.local_addr()?;
/// let connection = retrying!(3, async { tokio::net::TcpStream::connect(address).await }).await?;
/// # drop(connection); Ok(()) }
/// # main().unwrap();
/// ```
#[macro_export]
macro_rules! retrying {
    (0, $($rest:tt)*) => {
        ::core::compile_error!("not even the first attempt would be made: the number counts all attempts, so 1 is no retry")
    };
    ($n:expr, async move $block:block) => {
        async move { $crate::retrying!(@attempts $n, async $block) }
    };
    ($n:expr, async $block:block) => {
        async { $crate::retrying!(@attempts $n, async $block) }
    };
    ($n:expr, $block:block) => {{
        static SPOT: $crate::__retry::Spot = $crate::retrying!(@spot);
        let mut attempts = SPOT.begin($n);
        loop {
            if let ::core::option::Option::Some(never) = attempts.never() {
                break never;
            }
            let returned = attempts.attempt_sync(|| -> ::core::result::Result<_, _> { $block });
            match attempts.next(returned, |_| true, $crate::retrying!(@told)) {
                ::core::ops::ControlFlow::Break(returned) => break returned,
                ::core::ops::ControlFlow::Continue(pause) => pause.block(),
            }
            if let ::core::result::Result::Err(errors) = attempts.begins() {
                break ::core::result::Result::Err(errors);
            }
        }
    }};
    (@attempts $n:expr, async $block:block) => {{
        static SPOT: $crate::__retry::Spot = $crate::retrying!(@spot);
        let mut attempts = SPOT.begin($n);
        loop {
            if let ::core::option::Option::Some(never) = attempts.never() {
                break never;
            }
            let returned = attempts
                .attempt(::core::pin::pin!(async {
                    // What is no `Result` is shown in the block.
                    if let ::core::option::Option::Some(never) =
                        ::core::option::Option::None::<::core::result::Result<_, _>>
                    {
                        return never;
                    }
                    $block
                }))
                .await;
            let pause = match attempts.next(returned, |_| true, $crate::retrying!(@told)) {
                ::core::ops::ControlFlow::Break(returned) => break returned,
                ::core::ops::ControlFlow::Continue(pause) => pause,
            };
            pause.wait().await;
            if let ::core::result::Result::Err(errors) = attempts.begins() {
                break ::core::result::Result::Err(errors);
            }
        }
    }};
    (@spot) => {
        $crate::__retry::Spot::new(::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!()))
    };
    (@told) => {
        |error| {
            #[allow(unused_imports)]
            use $crate::__retry::NoRetryAfter as _;
            $crate::__retry::Told(error).retry_after()
        }
    };
}
