//! The aspect. Why: templating, an `ETag`, a check of who may ask are the same round every handler, and are none of its business. A filter sees
//! the arguments on the way in and the return value on the way out, and the chain of them is replaced while the program runs.
//!
//! That there are none, here and in the parents of the registry, a call is told by one load for each; an async one has its body in a future of its own all the same. `chain` is the way of a
//! call through them, `later` what is awaited, `shared` what lives under a name, `points` what a function keeps of it.

mod chain;
mod error;
mod later;
#[cfg(feature = "command")]
mod points;
mod shared;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use self::chain::{Chain, Filter, Filters, Next};
pub use self::error::AspectError;
pub use self::later::{Gives, Later};
#[cfg(feature = "command")]
pub(crate) use self::points::Points;
#[cfg(feature = "command")]
pub use self::points::{Joined, joins};
use self::shared::Shared;
use crate::registry::Registry;

/// A typed join point: the filters round a function, shared by name, cloned for the price of a reference count.
///
/// `Args` is the tuple of the arguments, `R` what is returned, and [`Later<T>`](Later) wherever the call can wait: of an async function, and of one with a timeout or
/// a pool; what a filter of that does before its first `.await` is done by whoever calls, or inside of `.submit()`. A filter is given the
/// arguments and what is [next](Next), goes on with these arguments or others, and gives what came back or something else; or it answers at once. The first in
/// the chain is the outermost.
///
/// ```
/// use dyno::Aspect;
///
/// let greet = Aspect::<(String,), String>::named("greet")?;
/// let call = |name: &str| greet.call((name.to_owned(),), |(name,)| format!("hello {name}"));
/// greet.push(|(name,), next| next.call((name.trim().to_owned(),))); // on the way in,
/// greet.push(|args, next| next.call(args) + "!"); // on the way out,
/// greet.push(|(name,), next| if name.is_empty() { "who?".to_owned() } else { next.call((name,)) }); // or at once
/// assert_eq!((call(" Ada "), call(" ")), ("hello Ada!".to_owned(), "who?!".to_owned()));
/// greet.clear();
/// assert_eq!(call(" Ada "), "hello  Ada ");
/// # Ok::<(), dyno::AspectError>(())
/// ```
///
/// Async filters are closures that give a future, which must be `Send`:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno::AspectError> {
/// use dyno::{Aspect, Later};
///
/// let page = Aspect::<(u32,), Later<String>>::named("page")?;
/// page.push(|(id,), next| async move { format!("<p>{}</p>", next.call((id,)).await) });
/// assert_eq!(page.call_async((7,), |(id,)| async move { id.to_string() }).await, "<p>7</p>");
/// # Ok(()) }
/// ```
///
/// # Limits
///
/// - Chains are kept, so arguments and return values are owned (`'static`): what a function borrows no filter can have.
/// - A method of a generic impl has a chain for each set of types that it is called with; there is none for all of them.
/// - A filter goes on once at most. What is attempted again is the business of a retry, which is inside.
/// - A call takes the chain that it finds when it begins, as a whole: what replaces it is for later ones. No lock is held while
///   filters run, so they may replace the chain that they are in.
/// - A panic of a filter passes, as that of a function does.
/// - It lives as long as a handle to it, a function that has it, or one of the same name and types in a child of its registry; with it go
///   its filters.
///
/// # Tenants
///
/// Each [`Registry`](crate::Registry) has chains of its own. In a [child](crate::Registry::child) the filters of its parents stand round those
/// of the child, the outermost first, as they are when a call begins: a check of who may ask, put in place for all, holds for each tenant.
/// An instance without a parent has none but its own. [`Aspect::len`] and [`Aspect::clear`] are about the chain of one registry.
pub struct Aspect<Args, R> {
    shared: Arc<Shared<Args, R>>,
}

impl<Args: 'static, R: 'static> Aspect<Args, R> {
    /// Shares the living join point of that name in the registry in scope, or makes it, with an empty chain.
    ///
    /// # Errors
    ///
    /// [`AspectError::OtherTypes`], where one with another signature has the name.
    #[cfg(not(feature = "command"))]
    pub fn named(name: impl Into<Arc<str>>) -> Result<Self, AspectError> {
        Self::made(&name.into())
    }

    /// Shares the living one of that name in the registry in scope, or makes it, whatever functions there are.
    pub(crate) fn made(name: &Arc<str>) -> Result<Self, AspectError> {
        Shared::named(&Registry::current(), name).map(Self::from)
    }

    /// Finds a living one of that name in the registry in scope.
    pub(crate) fn living(name: &str) -> Result<Self, AspectError> {
        Shared::find(&Registry::current(), name).map(Self::from)
    }

    /// Adds a closure at the end of the chain, next to the function.
    #[track_caller]
    pub fn push<F, Out>(&self, filter: F)
    where
        F: Fn(Args, Next<Args, R>) -> Out + Send + Sync + 'static,
        Out: Gives<R>,
    {
        self.shared.push(chain::linked(filter));
    }

    /// Adds a filter that has a type of its own at the end of the chain, next to the function.
    #[track_caller]
    pub fn push_filter(&self, filter: impl Filter<Args, R>) {
        self.shared.push(chain::linked(move |args, next| filter.filter(args, next)));
    }

    /// Puts another chain in place, as a whole: no call sees a part of it.
    ///
    /// ```
    /// use dyno::Aspect;
    ///
    /// let price = Aspect::<(u64,), u64>::named("price")?;
    /// price.replace(|chain| {
    ///     chain.push(|args, next| next.call(args) * 119 / 100);
    ///     chain.push(|(net,), next| next.call((net - 1,)));
    /// });
    /// assert_eq!(price.call((101,), |(net,)| net), 119);
    /// # Ok::<(), dyno::AspectError>(())
    /// ```
    #[track_caller]
    pub fn replace(&self, fill: impl FnOnce(&mut Chain<Args, R>)) {
        let mut chain = Chain::default();
        fill(&mut chain);
        self.shared.replace(chain);
    }
}

impl<Args, R> Aspect<Args, R> {
    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Takes all filters away.
    #[track_caller]
    pub fn clear(&self) {
        self.shared.replace(Chain::default());
    }

    /// Counts the filters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Tells whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls the filters, and behind them `core`. That is boxed where there are any, so it owns what it needs.
    pub fn call(&self, args: Args, core: impl FnOnce(Args) -> R + Send + 'static) -> R {
        match self.shared.found() {
            None => core(args),
            Some(found) => found.call(args, core),
        }
    }
}

impl<Args, T> Aspect<Args, Later<T>> {
    /// Awaits the filters, and behind them `core`, which is not boxed while there are none. Cancel safe if these are.
    pub async fn call_async<F>(&self, args: Args, core: impl FnOnce(Args) -> F + Send + 'static) -> T
    where
        F: Future<Output = T> + Send + 'static,
    {
        match self.shared.found() {
            None => core(args).await,
            Some(found) => found.call(args, |args| Later::new(core(args))).await,
        }
    }
}

/// Finds a living join point by name in the registry in scope.
///
/// # Errors
///
/// [`AspectError::Unknown`] with the nearest name, or [`AspectError::OtherTypes`] with both signatures.
#[cfg(not(feature = "command"))]
pub fn aspect<Args: 'static, R: 'static>(name: &str) -> Result<Aspect<Args, R>, AspectError> {
    Aspect::living(name)
}

impl<Args, R> From<Arc<Shared<Args, R>>> for Aspect<Args, R> {
    fn from(shared: Arc<Shared<Args, R>>) -> Self {
        Self { shared }
    }
}

impl<Args, R> Clone for Aspect<Args, R> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<Args, R> fmt::Debug for Aspect<Args, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aspect").field("name", &self.name()).field("len", &self.len()).finish()
    }
}
