//! The attributes of dyno: tokens in, tokens out. Use them through `dyno-runtime`, whose library is called `dyno`.
//!
//! `parse` turns tokens into spanned values, `model` holds every rule and words every mistake, `expand` turns the model
//! into tokens and cannot fail.

mod expand;
mod model;
mod names;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;

use self::model::{Command, Mistaken, Origin, Stack, Test};

/// Guards a function and makes it a named command.
///
/// The function stays a function: same name, same arguments, same return type, same call. It may be free or a method,
/// sync or async, generic, and may borrow what it is given.
///
/// ```text
/// use dyno::command;
///
/// #[command(timeout = 2s, breaker = "inventory", fallback = last_known)]
/// async fn stock(sku: Sku) -> Result<Stock, StockError> {
///     http().get(sku).await
/// }
///
/// async fn last_known(sku: Sku) -> Result<Stock, StockError> { .. }
///
/// let now = stock(sku).await?;
/// ```
///
/// A call that is refused or cut off goes to the fallback. Without one it returns a `dyno::Error` inside of the
/// function's own error type, which then implements `From<dyno::Error>`. A bare `#[command]` guards nothing: it names and
/// measures the function.
///
/// # Options
///
/// | option | value | default |
/// |---|---|---|
/// | `timeout` | how long the body may take, with all its attempts and the waits between them, such as `2s`; a function that is not async then runs on a pool | no limit |
/// | `attempt_timeout` | how long one attempt may take; shorter than `timeout`. One that takes longer is over, and another may follow | no limit |
/// | `cache` | how long a value is good, such as `30s`, `true` for ever, or a list: see below | none |
/// | `retry` | `true`, a number of attempts, a name, or a list: see below | none |
/// | `aspect` | `true`, or a name: see below | none |
/// | `fuse` | `true`, a name, or a list: see below | none |
/// | `breaker` | `"name"`, `breaker` alone or `true` for one of its own, or a list: see below | none |
/// | `bulkhead` | `true`, a number of permits, a name of its own, or a list: see below | none |
/// | `pool` | `true`, a name, or a list: see below; only for functions that are not async | none; that of the group with a time limit |
/// | `rate_limit` | how many in what time, such as `100 / 1s`, a name, or a list: see below | none |
/// | `fallback` | what answers when the function cannot: see below | none |
/// | `exact_latency` | `true`: every call is timed, which costs two readings of the clock; otherwise one in 16 of those that answer at once, or in 64, stands for the others | `false` |
/// | `failure_if` | <code>\|returned: &Returned\| ..</code>: what is a failure besides `Err`; it sees all that is returned, such as `&Result<Stock, StockError>` | nothing |
/// | `ignore` | <code>\|error: &Error\| ..</code>: errors that are nobody's failure, such as "not found"; asked before `failure_if`. Both may name the arguments and `self`: what the body takes is cloned for them, and what it is lent with `&mut` they see as it left that, but for async and cached functions, whose body still has it | none |
/// | `name` | `".."`: what the command is called in snapshots, settings and events | the path of the function |
/// | `group` | `".."`: what it is listed under, and the name of the pool of its functions | the module |
/// | `handle` | `false` for an associated function without `self`, beside which no handle can stand; or a name such as `StockHandle` | `true` |
/// | `crate` | the path of dyno, where it is not `::dyno`: a renamed dependency, or one that another crate re-exports | `::dyno` |
///
/// Durations are written `2s`, `1.5s`, `500ms`, and also with `ns`, `us`, `m` and `h`; shares `50%` or `0.5`. Wherever a
/// value can stand, so can a constant, `timeout = LIMIT`, or what is computed of some: a `2s` inside of an expression is a `Duration`, but for what
/// a macro is given. `off` disables what is optional; a limit that is `off` here can
/// still be set while running.
///
/// # The retry
///
/// It has another attempt follow one that failed or timed out, after a pause. Its settings and its budget are shared by all functions
/// that name it; the settings stand once, at any of them:
///
/// ```text
/// #[command(retry = 3)]
/// #[command(timeout = 2s, attempt_timeout = 500ms, retry("warehouse", n = 4, backoff = exponential(20ms), budget = 10%))]
/// #[command(retry(on = |error: &StockError| error.is_transient()))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the command's own retry |
/// | `n` | how many attempts there may be, the first included; the same as a number, or a constant, that stands first | `3` |
/// | `backoff` | how long each wait is: `exponential(50ms, factor = 2, max = 1s)`, `fixed(100ms)`, `linear(50ms, max = 1s)`, `decorrelated(50ms, 1s)`, `off`, a constant of type `Backoff`, or <code>\|attempt, error\| ..</code> | `exponential(50ms, factor = 2, max = 1s)` |
/// | `jitter` | what chance makes of it: `full` (anything up to it), `equal` (at least half of it), `factor(20%)` (so much more or less), or `none` | `full` |
/// | `on` | what is attempted again: see below | every failure and every timeout of an attempt |
/// | `budget` | how many retries there may be in any 10 s: this share of the calls in that time, and 10 more; or `off` | `20%` |
/// | `nested` | whether it makes more than one attempt inside an attempt of another retry: their budgets multiply then, 1.2 times 1.2 calls for each | `false` |
///
/// `on`, and a `backoff` that is a closure, are each function's own. What `on` is asked is said by the type of its argument:
///
/// | `on` | is asked | whatever it is not asked of |
/// |---|---|---|
/// | <code>\|error\| ..</code>, <code>\|error: &E\| ..</code> | of each `Err` of the function's own | timeouts of an attempt are attempted again, refusals are not |
/// | <code>\|cause: &dyno::Cause&lt;E&gt;\| ..</code> | of what dyno did to the attempt as well: a timeout, `Open`, `Full`. These are attempted again only where it names them | there is nothing else |
/// | <code>\|returned: &R\| ..</code> | of each return value that is a failure, also by `failure_if` | the same as with `error` |
///
/// Where the function returns no `Result`, <code>|returned| ..</code> needs no type. A success is never attempted again: what looks like one and is none is named in `failure_if`. Nor is what was ignored, cancelled or
/// dropped, nor a panic, except that on a pool a `cause` may name `Panicked`.
///
/// Where the error implements `dyno::RetryAfter` and knows how long to wait, that is waited, instead of what `backoff` says; so is what
/// dyno's own refusals know. No jitter is put on that, nor on what a closure says. A wait that would take
/// all that is left of `timeout` is not begun: the call ends with the last error at once. So it does when the budget is spent, whatever `n` is,
/// and an event tells when that begins: a service that is down is asked little more often than it would be without retries.
///
/// A function that returns `Result<T, E>` gives the last error. One that declares `Result<T, dyno::Compound<E>>` gives all of them, in order;
/// each attempt still returns `Result<T, E>`, and it is `E` that `?` converts to, and `ignore`, `failure_if` and `on` see. Only the fallback
/// gets the list. A return type under a name of your own is seen through.
///
/// Each attempt has its own copy of what is passed by value, and references are lent to it again. A sync function without a pool blocks its
/// thread while it waits for the next attempt. A command inside of an attempt that may be made again makes one attempt itself, so that three of
/// three are not nine; its span says so.
///
/// # The breaker
///
/// A breaker is shared by all functions that name it. Its settings stand once, at any of them:
///
/// ```text
/// #[command(breaker("inventory", failure_rate = 50%, window = calls(100), open_for = 5s))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the command's own breaker |
/// | `window` | which outcomes are judged together: a duration, or `calls(100)` or `calls(RECENT)` for the last so many | `10s` |
/// | `failure_rate` | trips when so large a share of them failed, or `off` | `50%` |
/// | `slow_call` | a call is slow when it takes longer than this, or `off` | `off` |
/// | `slow_rate` | trips when so large a share of them was slow | `100%` |
/// | `min_calls` | no rate is known below so many | `20` |
/// | `consecutive` | trips when so many in a row failed, or `off` | `20` |
/// | `open_for` | how long it stays open at first, or <code>\|attempt\| ..</code> | `5s` |
/// | `open_max` | what `open_for` grows to, doubling with each failed recovery | `60s`, or `open_for` if that is longer |
/// | `jitter` | lengthens each wait by a random share up to this one | `10%` |
/// | `probes` | how many calls are admitted to find out whether it works again | `5` |
/// | `probe_lease` | a probe that does not report within this time gives its place back | the attempt's timeout, else `open_for` |
/// | `count_rejections` | whether it is a failure when the command's own bulkhead turns a call away | `false` |
///
/// An `Err`, a timeout and a panic are failures, and so is what `failure_if` says. What was ignored, cancelled or dropped is no
/// news about the service; nor is a call that the shorter limit of its caller ended before half of its own time was over.
///
/// # The bulkhead
///
/// It lets so many calls be at work at once. It is shared by all functions that name it; its settings stand once, at any of them:
///
/// ```text
/// #[command(bulkhead = 32)]
/// #[command(bulkhead("db", permits = 32, queue = 10, queue_timeout = 1s))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the command's own bulkhead |
/// | `permits` | how many may be at work at once; the same as a number that stands first | `10` |
/// | `queue` | how many more may wait for a permit, first come first served | `0` |
/// | `queue_timeout` | how long each may wait, or `off` | `off` |
///
/// Each attempt needs a permit, which it gets after the breaker has admitted it and gives back however it ends. Where there is none,
/// and no room in the queue, the call is rejected with `Error::Full`. A call that waits does so in its own time: `timeout` goes on,
/// and the body has what is left. A sync function blocks its thread while it waits.
///
/// # The cache
///
/// It keeps what the function returns, of a `Result` the value, for calls with the same arguments:
///
/// ```text
/// #[command(cache(ttl = 30s))]
/// #[command(cache(ttl = 30s, policy = xfetch(beta = 1.5), capacity = 1_000, stale_if_error = 5m))]
/// #[command(cache(ttl = 30s, key = (&self.tenant, sku)))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `ttl` | how long a value is good; the same as `30s`, or a constant, first | for ever |
/// | `policy` | who renews a value before it expires: `adaptive`, `xfetch(beta = 1)`, `static` (nobody), `linear`, `exponential(k = 2)`, or a value that is an `EarlyRefresh` | `adaptive` |
/// | `key` | what tells values apart: an expression over the arguments by name, a tuple for several; an argument that is only in the key is used, and no lint calls it unused | all named arguments |
/// | `shared` | `true`: all objects of a method share the values | a method says `key = ..` or this |
/// | `capacity` | how many values there are at most; what was not used of late leaves | `10_000` |
/// | `stale` | how long after its expiry a value is still served while one refresh runs | `0s` |
/// | `stale_if_error` | how long after its expiry a value is served instead of an error: when the refresh fails, or the breaker is open; what `ignore` names is an answer, and told | `0s` |
/// | `negative_ttl` | how long an error is kept and given to whoever asks | `off` |
/// | `ttl_of` | <code>\|value: &Value\| ..</code>: how long this value lives, a `Duration` or an `Option` of one | `ttl` |
/// | `jitter` | by what share chance makes each ttl shorter | `0%` |
///
/// The cache stands between the fallback and the retry: whoever finds a value makes no attempt. Of all who ask for the same at once one makes it,
/// and the others wait for it, each as long as its `timeout`. A making is a call of its own, counted apart (`metrics().making`), with the time
/// limits, attempts, breaker and permits of the command. Where an async function that has a handle owns all its arguments and is `Send` the making is
/// a task: whoever asks may be dropped, and a refresh runs while the present value is served. Otherwise one of those who ask makes it in its place, and
/// another goes on where that one is dropped. So it is also where the function is generic or `unsafe`, hands out its future, or calls itself by its name,
/// where `ttl_of` mentions an argument, or where `key` mentions what a pattern binds. An async function that comes to itself through another one, or by a longer path than
/// its name, is refused, because its future cannot be found to be `Send`: write `handle = false`, with `shared = true` or a `key`, and it is made in its place.
///
/// Values are `Clone`, `Send` and `Sync` and borrow nothing; the parts of the key are `Hash`, `Eq` and `Clone`. A reference is looked up as it is,
/// and nothing is copied for a hit. Errors are not kept unless `negative_ttl` says so; those who waited for one get a copy where it
/// is `Clone`, otherwise `Error::MakerFailed` with its text. Whoever asks for a value while making it is told `Error::Recursive`, also where there is an old one. Where the function returns no
/// `Result` and nothing else can refuse its calls, those two panic.
///
/// `stock::cache()` is the cache, typed as the function is: `get`, `insert`, `invalidate`, `invalidate_if`, `clear`, `stats`; with a `key = ..` its type
/// is that of the key, which `stock::cache::<u32>()` says where nothing else does. A function that is generic over types or constants, and not over lifetimes
/// alone, has no such handle. Each of its instances keeps up to `capacity` values, and they are told apart by the types of the key and of the value: a
/// parameter that stands there only behind a trait, as in `C::Money`, is refused, as that may be the same for two; put `TypeId::of::<C>()` into the key. What
/// an alias hides nobody sees, `type Paid<C> = <C as Rate>::Money`: there it is for you to do. A method, and any other
/// function without a handle, has a cache for each instance of its impl or trait. They are told apart by the types in them, lifetimes aside.
///
/// # The aspect
///
/// It has each call pass a chain of filters, which see and may change the arguments on the way in and the return value on the way out, or answer at once. It is
/// shared by all functions that name it and have its signature; `stock::aspect()` hands it out, and the chain is replaced while the program runs:
///
/// ```text
/// #[aspect("page")]
/// async fn page(request: Request) -> Response { .. }
///
/// page::aspect().push(|(request,), next| async move { next.call((request,)).await });
/// ```
///
/// It stands round everything else: the fallback, the cache and the retry are inside, what is injected it does not see, and a call that a filter answers at once
/// never begins, so that nothing of it is counted. Chains are kept and have one type each. So arguments are owned, `self: Arc<Self>` or `self` is the first of them, and types have names:
/// `&`, lifetimes, type parameters and `impl Trait` are refused, and so is `unsafe`. The filters of an async function are async, and its future is `Send`;
/// so are those of a function with a pool or a timeout, which waits as well. In a generic impl each signature has a chain, where all its types are `'static`: of a type that borrows, `Shop<'a>`, no method has an aspect, but one of
/// `Shop<'static>` does, or a function that is given what it needs. A recursive async function names its future: `Pin<Box<dyn Future + Send>>`.
///
/// # The fuse
///
/// It is blown and reset by hand, `stock::fuse().blow("under load")`, or by settings, and what happens inside never blows it. It is shared by all
/// functions that name it; its settings stand once, at any of them:
///
/// ```text
/// #[command(fuse = "search")]
/// #[command(fuse("new page", admit = 10%, by = user))]
/// #[command(fuse(blown = "not tested yet"))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the command's own fuse |
/// | `blown` | why it begins blown, in words; `on`, `yes`, `no` and such are none | `off`: it is intact |
/// | `admit` | which share may pass while it is intact | `100%` |
/// | `by` | the key of a call, an expression over the arguments by name, of what is `Hash`: a share of the keys passes, always the same ones | the share is one of the calls, by chance |
///
/// Each attempt asks it first, before the breaker: who may not pass is rejected with `Error::Blown`, which is no news about the service, and is not
/// attempted again. The key is made only where a share may pass, once for a call. Under a cache it is that of whoever makes the value; where that key is not let
/// in, the next one who waits is asked by his own.
///
/// # The rate limit
///
/// It lets so many calls through in a time. It is shared by all functions that name it; its settings stand once, at any of them:
///
/// ```text
/// #[command(rate_limit = 100 / 1s)]
/// #[command(rate_limit("mail", 100 / 1s, burst = 10, wait = 200ms, by = tenant))]
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the command's own rate limit |
/// | `limit` | how many in what time, or a constant of type `Rate`; the same as `100 / 1s` first, or behind the name | `100 / 1s`, where only a name stands anywhere |
/// | `burst` | how many may come at once after a quiet time | as many as `limit` lets through in its time |
/// | `wait` | how long one may wait for its turn, first come first served | `0s`: it is turned away at once |
/// | `by` | the key of a call, an expression over the arguments by name: each key has a bucket of its own | all calls share one |
///
/// Each attempt needs a turn, after the breaker has admitted it and before its permit. Whose turn does not come within `wait`, and within
/// the time of the call, is rejected at once with `Error::RateLimited`, whose `retry_after` is exact. A call that waits does so in its own time,
/// as it does for a permit. A turn stays taken whatever becomes of the call; it is given back where the call finds no permit at once, or is dropped while it
/// waits, if nobody has come after it.
///
/// The key is made before each attempt, of what is `Hash`, `Eq` and `Clone` and borrows nothing: a number, a `String`, a tuple of those; and
/// `by = tenant` of a `&str` just looks it up. It does not consume an argument by itself, but a tuple of arguments does: write
/// `by = (tenant.clone(), region)`. At most 10,000 keys have a bucket; those leave first that are full again, then those that were not asked for the
/// longest, and what these owed is forgotten.
///
/// # The pool
///
/// A function that is not async blocks its thread. On a thread of a pool its callers can leave it when its time is up, and it can be
/// submitted. A pool is shared by all functions that name it; its settings stand once, at any of them:
///
/// ```text
/// #[command(timeout = 2s)]                                // on the pool of its group: of all functions of the module
/// #[command(pool("db", threads = 10, queue = 10))]
/// #[command(pool(threads = 2))]                           // on one of its own
/// ```
///
/// | setting | value | default |
/// |---|---|---|
/// | `name` | the same as the string that may stand first | the group; with settings, the command's own |
/// | `threads` | how many there may be; they come when they are needed | `10` |
/// | `queue` | how many calls may wait for a thread | `10` |
/// | `idle` | a thread with nothing to do for so long ends | `60s` |
/// | `queue_timeout` | how long each may wait, or `off` | `off` |
///
/// Where there is no thread, and no room in the queue, the call is rejected with `Error::Full`. When its time is up, the caller gets
/// `Error::Timeout` or the fallback, and the body goes on by itself until it ends; `dyno::cancelled()` tells it that nobody waits. A body that
/// calls a function of a pool which it came through runs that on the spot, with its time checked at the end. What the function takes
/// and returns goes to another thread: it is owned and `Send`, and a method takes `self: Arc<Self>`.
///
/// # The fallback
///
/// It answers failures, timeouts and rejections; not ignored errors, cancelled calls or panics. There are three forms:
///
/// ```text
/// fallback = last_known                // a path is called with the same arguments, `self` first; sync or async
/// fallback = |error| recall(&sku, error).await  // a closure is evaluated in place and sees the arguments by name
/// fallback = 0                         // a literal is the value, wrapped in `Ok` or `Some` as the return type needs
/// ```
///
/// The closure gets a `dyno::Cause<E>`: `Own(E)` is the function's own error, `Dyno(Error)` a timeout or a rejection. An
/// argument that is passed by value and needed again is cloned once the call is admitted, references and `Copy` types
/// cost nothing, and what a closure does not mention is not cloned; its own names are none of the function's. A closure that awaits and takes its cause keeps it
/// meanwhile: where the error cannot be sent to another thread, and the future must be, write `|_|`.
///
/// # Futures that are handed out
///
/// `-> impl Future<Output = T>` and `-> Pin<Box<dyn Future<Output = T> + ..>>`, also `BoxFuture<'_, T>`, make a function async
/// as `async fn` does, and so does `#[async_trait]` on the impl or trait. It is `T` that is judged, carries dyno's error and is what a
/// fallback gives; the return type stays as it was written.
///
/// ```text
/// #[command(timeout = 2s, breaker = "inventory")]
/// fn stock(&self, sku: &Sku) -> impl Future<Output = Result<Stock, StockError>> + Send {
///     let key = sku.key();              // begins with the first poll, like all the rest: an open breaker refuses it
///     async move { self.http.get(key).await }
/// }
/// ```
///
/// All of the body runs in the attempt, within the limits of the call, so work before the `async` block waits for the first poll as
/// well, and what it uses is held until then. A boxed future that borrows its arguments says so, `+ '_`; and in edition 2021, where
/// `impl Future` captures no lifetime that is not named, write `+ use<'_>` or `+ '_`. This is told by the spelling alone: a function that
/// returns a future under another name, such as an alias or `JoinHandle`, is a sync one, of which only the making is guarded.
///
/// Under `#[async_trait]` a fallback closure sees plain arguments by name, and not those of a pattern, which it has taken apart in the body.
/// Futures that contain each other, eighteen guarded functions deep, fifteen with `#[timed]`, or twelve with an aspect as well, are too deep for rustc to find out
/// whether they can be sent: raise `recursion_limit`, as it says, or let one of them return a `Pin<Box<dyn Future + Send>>`.
///
/// # The handle
///
/// A free function also gets a handle of its own name: `stock::metrics()` reads what was counted, `stock::breaker()` hands
/// out its breaker, if it has one, `stock::aspect()` its aspect, `stock::fuse()` its fuse, `stock::cache()` its cache, `stock::retry()` its retry, `stock::bulkhead()` its bulkhead, `stock::pool()` its pool, `stock::rate_limit()` its rate limit, and `stock::plan()` lists what guards it, with every value and whom it is from.
/// `stock::command(..)` is the call before it begins: `.timeout(..)` and `.without_fallback()` change it for once, `.submit()` starts it as a
/// task. Of a function that is not async and has no pool it is one job of the pool of its group, and nothing can be changed.
/// In an impl no handle can stand (`dyno::Command::named(..)` finds a method by its name); say `handle = false` there on a function
/// without `self`. With `handle = StockHandle` it is `StockHandle::metrics()`.
///
/// The handle is found where a type or a module of that name would be, which shows in three places:
///
/// - A function that is named like a crate hides it: in `async fn reqwest()`, and beside it, `reqwest::get` is looked for
///   in the handle. Write `::reqwest::get`, or `handle = Name`.
/// - Where `use super::*` brings in the handle of a command beside one of the same name, `stock::metrics()` is ambiguous,
///   while `stock()` is the nearer one. Write `handle = Name` or `handle = false` at one of them. Two such functions that are the same to the
///   letter need it as well.
/// - In the documentation ``[`stock`]`` could be the function or the handle: write ``[`stock()`]``.
///
/// # Names, traits and generic functions
///
/// A command is called by its path, unless `name = ".."` says otherwise:
///
/// | function | name |
/// |---|---|
/// | free | `shop::stock` |
/// | method of a type | `shop::Client::stock` |
/// | of a generic type | `shop::Client<_>::stock`; in `impl Client<u8>`, `shop::Client<u8>::stock` |
/// | of an impl of a trait | `<shop::Client as shop::Shop>::stock`, so two impls of a trait are two commands |
/// | with a body in the trait | `shop::Shop::stock`, one command for all types that have no body of their own |
///
/// All instances of a generic function, and of a method of a generic type, are one command with one breaker and one set of counters.
/// What has a type of the instance, such as an answer or an argument, never meets that of another.
///
/// # Lints
///
/// Neither rustc nor clippy, pedantic as it may be, warns of what an attribute emits, and yours still see the function and its body. A few of clippy's
/// say nothing: `needless_pass_by_value`, `needless_return` and `unused_async` of any; those that judge a function as a whole, as
/// `missing_errors_doc` does, of one that is attempted again, is `unsafe` or hands out a future; and those that look at a block as a whole, as
/// `uninlined_format_args` does, of a body that is a single expression. Nothing of it is unsafe
/// code: commands stand in crates that forbid it, of edition 2021 or 2024. One lint is misled: where a macro of yours spells the name of an
/// async method, and its type derives serde's `Deserialize`, `clippy::unsafe_derive_deserialize` counts what is inside of `pin!`, as it does
/// for a `pin!` that your macro writes.
///
/// # Stacked attributes
///
/// `timeout`, `cache`, `retry`, `aspect`, `fuse`, `breaker`, `bulkhead`, `pool`, `rate_limit` and `fallback` are also attributes of their own, which stand alone or on top of each other. Their
/// order means nothing: this is the same command as the one above.
///
/// ```text
/// #[dyno::fallback(last_known)]
/// #[dyno::breaker("inventory")]
/// #[dyno::timeout(2s)]
/// async fn stock(sku: Sku) -> Result<Stock, StockError> { .. }
/// ```
///
/// What they do not take, such as `name` or `handle`, stands in a `#[command(..)]` beside them; `crate` in any one of
/// them. What is given twice is an error at the second place. They find each other by their names, so import them under
/// these: another name makes a second guard of them, which is refused.
///
/// The place of attributes that are not dyno's has a meaning, because each changes what those below it see:
///
/// ```text
/// #[dyno::timeout(2s)]
/// #[tracing::instrument]      // above the last of ours: in the body, once for each attempt
/// #[dyno::breaker("inventory")]
/// #[tracing::instrument]      // below: round the whole call, once, whatever guards it
/// async fn stock(sku: Sku) -> Result<Stock, StockError> { .. }
/// ```
///
/// | attribute | above the last of dyno's | below |
/// |---|---|---|
/// | `#[tracing::instrument]` | a span for each attempt | one round the whole call |
/// | `#[async_trait]` | stands on the impl or trait, and comes first | |
/// | axum's `#[debug_handler]` | checks the function as it was written | checks what dyno made of it: the same, as the signature stays; write it here where a parameter is `#[inject]`ed, which no request has |
/// | `#[tokio::main]` | makes a sync function of it first: the runtime is started inside of the attempt, and a `timeout` is refused | the call runs in the runtime: write it here |
/// | `#[tokio::test]`, `#[test]`, `#[dyno::test]` | refused, a test is not a command | refused |
/// | `#[cfg]`, `#[cfg_attr]`, `#[doc]`, `#[inline]`, `#[must_use]`, `#[allow(..)]` | | mean the same anywhere |
/// | `#[track_caller]` | refused: the body does not know its caller | refused |
#[proc_macro_attribute]
pub fn command(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Command, attribute.into(), item.into()).into()
}

/// Ends a call in time, and makes the function a named command: `#[timeout(2s)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, stands alone or with the others, and needs an
/// `async fn`.
#[proc_macro_attribute]
pub fn timeout(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Timeout, attribute.into(), item.into()).into()
}

/// Stops calling what is down, and makes the function a named command: `#[breaker]`, `#[breaker("inventory")]`,
/// `#[breaker("inventory", failure_rate = 50%)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others.
#[proc_macro_attribute]
pub fn breaker(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Breaker, attribute.into(), item.into()).into()
}

/// Lets so many calls be at work at once, and makes the function a named command: `#[bulkhead(32)]`, `#[bulkhead("db")]`,
/// `#[bulkhead("db", permits = 32, queue = 10, queue_timeout = 1s)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others.
#[proc_macro_attribute]
pub fn bulkhead(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Bulkhead, attribute.into(), item.into()).into()
}

/// Runs a function that blocks on a thread of a pool, and makes the function a named command: `#[pool]`, `#[pool("db")]`,
/// `#[pool("db", threads = 10, queue = 10, idle = 60s, queue_timeout = 1s)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others.
#[proc_macro_attribute]
pub fn pool(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Pool, attribute.into(), item.into()).into()
}

/// Attempts it again when it fails, and makes the function a named command: `#[retry]`, `#[retry(5)]`, `#[retry("warehouse")]`,
/// `#[retry(n = 5, backoff = exponential(50ms), on = |error: &StockError| error.is_transient())]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others. A function that declares
/// `Result<T, dyno::Compound<E>>` returns the errors of all attempts, any other the last one. Alone it refuses no call, and so it does not
/// where its settings cannot be: `dyno::validate()` tells of them, and until they are mended it has the defaults, or those of the first who
/// set them.
#[proc_macro_attribute]
pub fn retry(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Retry, attribute.into(), item.into()).into()
}

/// Has calls pass filters, which see and may change the arguments on the way in and the return value on the way out, and makes the function a
/// named command: `#[aspect]`, `#[aspect("page")]`.
///
/// What is returned is a `dyno::Later` to the filters wherever the call can wait: of an async function, and of one with a timeout or a pool.
/// It takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others. It needs the feature `aspect` of dyno-runtime.
#[proc_macro_attribute]
pub fn aspect(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Aspect, attribute.into(), item.into()).into()
}

/// Puts a fuse before the function, which is blown and reset by hand or by settings, and makes it a named command: `#[fuse]`,
/// `#[fuse("search")]`, `#[fuse("new page", admit = 10%, by = user)]`, `#[fuse(blown = "not tested yet")]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others. It needs the feature `fuse` of dyno-runtime.
#[proc_macro_attribute]
pub fn fuse(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Fuse, attribute.into(), item.into()).into()
}

/// Pulls errors and panics out to the log and to counters, passes them on untouched, and makes the function a named command: `#[harness]`,
/// `#[harness(redact = true)]`, `#[harness(redact = |error: &StockError| error.code())]`.
///
/// It sees each attempt as it left the body, inside of all that guards it. Errors are told to `tracing` as warnings and panics as errors, at most ten of each
/// within any second, and counted by their kinds, which is the name of the variant as `Debug` has it, or of the type, or an `ErrorKind`; the last 20 of each are kept:
/// `stock::harness().snapshot()`. What they say is their `Display`, or else their `Debug`; with `redact = true` only their type is known, or the `ErrorKind`, with a closure
/// also what that says of them, and nothing of panics. It needs the feature `harness` of dyno-runtime.
#[proc_macro_attribute]
pub fn harness(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Harness, attribute.into(), item.into()).into()
}

/// Makes each call of the function an interval of the ambient `dyno::Timer`, with all its attempts and waits, and the function a named command: `#[timed]`.
///
/// It is called as the command is. Where no timer is around it the call looks once at its thread, and no further; so of a `#[service]`, which is built by a task
/// of its own, nothing is said. It needs the feature `timing` of dyno-runtime.
#[proc_macro_attribute]
pub fn timed(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Timed, attribute.into(), item.into()).into()
}

/// Lets so many calls through in a time, and makes the function a named command: `#[rate_limit(100 / 1s)]`, `#[rate_limit("mail")]`,
/// `#[rate_limit("mail", 100 / 1s, burst = 10, wait = 200ms, by = tenant)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others.
#[proc_macro_attribute]
pub fn rate_limit(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::RateLimit, attribute.into(), item.into()).into()
}

/// Keeps what it returns, and makes the function a named command: `#[cache]`, `#[cache(30s)]`,
/// `#[cache(TTL)]`, `#[cache(ttl = 30s, key = (self.tenant, id), stale_if_error = 5m)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others. The `capacity` of a generic
/// function is that of each of its instances.
#[proc_macro_attribute]
pub fn cache(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Cache, attribute.into(), item.into()).into()
}

/// Fills parameters from the registry in scope, and makes the function a named command: for one that has none of the others.
///
/// What each parameter takes is marked by `#[inject]` as well, and every attribute of dyno on the function honours that:
///
/// ```text
/// #[command(timeout = 2s)]
/// async fn stock(sku: Sku, #[inject] http: Arc<dyn Http>, #[inject(tag = Replica)] db: Dep<dyn Db>) -> Result<Stock, StockError> { .. }
///
/// dyno::provide::<dyn Http>(Arc::new(Client::new()))?;     // once, at the start
/// let now = stock(sku).await?;                             // the signature has lost them
/// let fake = stock::with(sku, Arc::new(Fake), db).await?;  // and here it has them
/// ```
///
/// | type of the parameter | what it gets | where nothing is provided, or it could not be built |
/// |---|---|---|
/// | `Arc<T>` | the value | the call is rejected with `Error::Missing` |
/// | `Dep<T>` | the same without counting a reference, which threads would do in turn | the same |
/// | `Option<Arc<T>>`, `Option<Dep<T>>` | | `None` |
/// | `Result<Arc<T>, dyno::Error>`, `Result<Dep<T>, dyno::Error>` | | the error |
///
/// `T` is any type that is `Send + Sync + 'static`, mostly a `dyn Trait`; it is looked up as it is written, so `dyn Db` is not `dyn Db + Send`.
///
/// | option | value | default |
/// |---|---|---|
/// | `tag` | what tells it from others of its type: a unit struct, or a string | those that have none |
/// | `fallback` | what stands in where nothing is provided, or it could not be built: a value of the parameter's type, or <code>\|error\| ..</code>; evaluated then alone | none |
///
/// Parameters are filled once for each call, before anything else of it: in the order of what was given to `with`, what the innermost
/// registry in scope provides, its parents, the parameter's `fallback`. All attempts get the same. The command's `fallback` is not asked where
/// one is missing, a function called as one does not get them, and the key of a cache has nothing of them. A function that returns no `Result`
/// panics where one is missing that it needs; `dyno::validate()` finds that first, in all free functions, and in methods where the type is a
/// `dyn Trait`: what else a type means there may be known to the impl alone.
#[proc_macro_attribute]
pub fn inject(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Inject, attribute.into(), item.into()).into()
}

/// Says that a function builds a dependency, and makes it a named command.
///
/// The function makes one attempt; what else it takes to get there are the policies of a command. The global registry, and each that has it for a
/// parent, builds what the function returns when it is first asked for:
///
/// ```text
/// #[service(as = dyn Db, eager, timeout = 5s, retry = 3, fallback = |_error| ReadOnly, shutdown = |db| db.close().await)]
/// async fn db(#[inject] urls: Arc<Urls>) -> Result<Postgres, ConnectError> {
///     Postgres::connect(&urls.db).await
/// }
///
/// #[command]
/// async fn stock(sku: Sku, #[inject] db: Arc<dyn Db>) -> Result<Stock, StockError> { .. }
/// ```
///
/// What is returned is the service, or an `Arc` of it, or a `Result` of either, whose error has a `Display`.
///
/// | option | value | default |
/// |---|---|---|
/// | `as` | the type that it is asked for as, such as `dyn Db` | the type that it has |
/// | `tag` | what tells it from others of this type: a unit struct, or a string | none |
/// | `scope` | `singleton`: built once; `scoped`: once for each registry in whose scope it is asked for; `transient`: for each who asks | `singleton` |
/// | `eager` | built by `Registry::start`, before anybody asks, also if it has a tag and settings bind its type to another one | when it is first asked for |
/// | `fallback` | what stands in for it until it can be built: a function without arguments, or <code>\|error\| ..</code>, async or not | none |
/// | `shutdown` | what closes it when `Registry::shutdown` comes to it: a function of the `Arc`, or <code>\|service\| ..</code>, async or not | it is dropped |
/// | `timeout`, `retry`, `breaker`, `pool`, `name`, `handle`, `crate` | as in [`command`](macro@command), for one building with all its attempts | |
///
/// All its parameters are marked by `#[inject]`. It is built by a task of its own, which goes on when whoever asked is gone, in the scope of the
/// registry that builds it; one that is not async by a thread. A failure is told to whoever asks, until a pause is over that grows from a second
/// to a minute; while something stands in, whoever asks has it built again in the background. `timeout` is not that of the `fallback`, which is to answer at once. The function can be called as well, which builds another.
///
/// Two that return the same are an error of `dyno::validate()`, as are services that need each other, and a singleton that needs one that is
/// scoped. An instance without a parent, such as that of a `#[dyno::test]`, has none of them.
#[proc_macro_attribute]
pub fn service(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Service, attribute.into(), item.into()).into()
}

/// Answers when the function cannot, and makes the function a named command: `#[fallback(last_known)]`,
/// `#[fallback(|cause| recall(&sku, cause))]`, `#[fallback(0)]`.
///
/// Takes what the option of [`command`](macro@command) of this name does, and stands alone or with the others.
#[proc_macro_attribute]
pub fn fallback(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Fallback, attribute.into(), item.into()).into()
}

/// Expands what stacked attributes have handed on, when none of them is left to do so.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn gathered(list: TokenStream, item: TokenStream) -> TokenStream {
    expand_whole(Stack::gathered(list.into(), item.into())).into()
}

/// Becomes what it is given. The module that it stands on is there to be refused as a whole where none can stand.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn beside(items: TokenStream, _module: TokenStream) -> TokenStream {
    items
}

/// Runs a function as a test that sees only its own commands, breakers and settings.
///
/// ```text
/// #[dyno::test]
/// async fn sold_out_is_not_an_error() -> Result<(), StockError> {
///     assert_eq!(stock(Sku(7)).await?.left, 0);
///     Ok(())
/// }
///
/// #[dyno::test(paused)]
/// async fn gives_up_after_two_seconds() { .. }
/// ```
///
/// | option | meaning |
/// |---|---|
/// | `paused` | time stands still while anything runs, and jumps to the next timer when everything waits; only for async tests |
/// | `flavor` | `"current_thread"`, the default, or `"multi_thread"`: as many threads as there are cores; only for async tests |
/// | `crate = path` | where dyno is, if it is not `::dyno` |
///
/// Time that stands still is tokio's and that of breakers alike: `tokio::time::sleep` lets it pass, `tokio::time::Instant` tells
/// it, and `std::time::Instant` knows nothing of it.
///
/// An async test gets a runtime of its own. The return type and all other attributes, such as `#[should_panic]`, stay.
#[proc_macro_attribute]
pub fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_test(attribute.into(), item.into()).into()
}

fn expand_ours(origin: Origin, attribute: Tokens, item: Tokens) -> Tokens {
    let stack = Stack::read(origin, attribute, item);
    if stack.goes_on() { expand::hand_on(&stack) } else { expand_whole(stack) }
}

fn expand_whole(stack: Stack) -> Tokens {
    let item = stack.whole_item();
    match Command::read(stack) {
        // What rustc says of its signature, it says of the function as it was.
        Ok(command) if command.subject.is_refused() => as_it_was(expand::refused(item), stand_in(&command)),
        Ok(command) => expand::command(&command),
        Err(Mistaken { error, found }) => with_mistakes(&error, item, found.and_then(|command| stand_in(&command))),
    }
}

fn expand_test(attribute: Tokens, item: Tokens) -> Tokens {
    match Test::read(attribute, item.clone()) {
        Ok(test) => expand::test(&test),
        Err(Mistaken { error, .. }) => with_mistakes(&error, item, None),
    }
}

/// The item as it was stands beside its mistakes, so that nothing else breaks.
fn with_mistakes(error: &syn::Error, item: Tokens, handle: Option<Tokens>) -> Tokens {
    let mut tokens = error.to_compile_error();
    tokens.extend(as_it_was(item, handle));
    tokens
}

fn as_it_was(item: Tokens, handle: Option<Tokens>) -> Tokens {
    let mut tokens = handle.unwrap_or_default();
    tokens.extend(expand::mistaken(item));
    tokens
}

fn stand_in(command: &Command) -> Option<Tokens> {
    expand::stand_in(command).map(|items| expand::beside(command, &items))
}
