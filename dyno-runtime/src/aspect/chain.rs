//! The chain of filters, and the way of one call through it.

use std::fmt;
use std::sync::Arc;

use crate::aspect::later::Gives;

/// One filter of a chain, as a closure.
pub(super) type Link<Args, R> = Arc<dyn Fn(Args, Next<Args, R>) -> R + Send + Sync>;

/// A filter with a type of its own, for one that is configured or has a name. Closures go to [`Aspect::push`](crate::Aspect::push) as they are.
///
/// ```
/// use dyno::{Aspect, Filter, Next};
///
/// struct Loud(char);
///
/// impl Filter<(String,), String> for Loud {
///     fn filter(&self, args: (String,), next: Next<(String,), String>) -> String {
///         let said = next.call(args);
///         format!("{said}{}", self.0)
///     }
/// }
///
/// let greet = Aspect::<(String,), String>::named("greet")?;
/// greet.push_filter(Loud('!'));
/// assert_eq!(greet.call(("Ada".to_owned(),), |(name,)| format!("hello {name}")), "hello Ada!");
/// # Ok::<(), dyno::AspectError>(())
/// ```
pub trait Filter<Args, R>: Send + Sync + 'static {
    /// Has the call go on by `next.call(args)`, with these arguments or others, and gives what that returned, or something else; or
    /// answers at once.
    fn filter(&self, args: Args, next: Next<Args, R>) -> R;
}

/// The filters of a join point in their order, outermost first: to be put in place as a whole, by [`Aspect::replace`](crate::Aspect::replace).
pub struct Chain<Args, R> {
    links: Vec<Link<Args, R>>,
}

impl<Args: 'static, R: 'static> Chain<Args, R> {
    /// Adds a closure at the end, next to the function.
    pub fn push<F, Out>(&mut self, filter: F) -> &mut Self
    where
        F: Fn(Args, Next<Args, R>) -> Out + Send + Sync + 'static,
        Out: Gives<R>,
    {
        self.links.push(linked(filter));
        self
    }

    /// Adds a filter at the end, next to the function.
    pub fn push_filter(&mut self, filter: impl Filter<Args, R>) -> &mut Self {
        self.links.push(linked(move |args, next| filter.filter(args, next)));
        self
    }
}

impl<Args, R> Chain<Args, R> {
    /// Counts its filters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Tells whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    pub(super) fn with(&self, link: Link<Args, R>) -> Self {
        Self { links: self.links.iter().cloned().chain([link]).collect() }
    }

    /// The same with another chain inside of it.
    pub(super) fn round(&self, inner: &Self) -> Self {
        Self { links: self.links.iter().chain(&inner.links).cloned().collect() }
    }
}

pub(super) fn linked<Args: 'static, R: 'static, F, Out>(filter: F) -> Link<Args, R>
where
    F: Fn(Args, Next<Args, R>) -> Out + Send + Sync + 'static,
    Out: Gives<R>,
{
    Arc::new(move |args, next| filter(args, next).give())
}

/// What a function does behind its filters.
type Core<Args, R> = Box<dyn FnOnce(Args) -> R + Send>;

/// The rest of a call: the filters behind this one, and then the function. Dropped, the function is not called.
pub struct Next<Args, R> {
    chain: Arc<Chain<Args, R>>,
    at: usize,
    core: Core<Args, R>,
}

impl<Args, R> Next<Args, R> {
    /// Has the call go on with these arguments, and gives what it returned; where the call can wait, a [`Later`](crate::Later), to be awaited.
    pub fn call(self, args: Args) -> R {
        let Self { chain, at, core } = self;
        let Some(link) = chain.links.get(at).cloned() else { return core(args) };
        link(args, Self { chain, at: at + 1, core })
    }
}

/// A chain that is not empty, as a call has found it. What is put in its place meanwhile is for the calls that follow.
pub struct Filters<Args, R>(pub(super) Arc<Chain<Args, R>>);

impl<Args, R> Filters<Args, R> {
    /// Calls the filters, and behind them `core`.
    pub fn call(self, args: Args, core: impl FnOnce(Args) -> R + Send + 'static) -> R {
        Next { chain: self.0, at: 0, core: Box::new(core) }.call(args)
    }
}

impl<Args, R> Default for Chain<Args, R> {
    fn default() -> Self {
        Self { links: Vec::new() }
    }
}

impl<Args, R> fmt::Debug for Chain<Args, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl<Args, R> fmt::Debug for Next<Args, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("left", &(self.chain.len() - self.at)).finish_non_exhaustive()
    }
}

impl<Args, R> fmt::Debug for Filters<Args, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filters").field(&self.0).finish()
    }
}
