//! `submit`, on every future.

use std::any::type_name;
use std::future::Future;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::command::task::Task;
use crate::command::task::core::{Core, Work, WorkName};
use crate::command::task::in_place::placed;
use crate::command::task::runner::Runner;
use crate::command::task::waiting::Key;
use crate::error::{Error, NotSubmitted};

/// Submits a future: the call of a guarded function, or any other.
///
/// The future must own what it works with and be `Send`. So a method takes `self: Arc<Self>`, or is called from a block:
///
/// ```
/// # use std::sync::Arc;
/// use dyno::{Submit, command};
///
/// struct Shop;
///
/// impl Shop {
///     #[command]
///     async fn count(&self) -> u32 {
///         7
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno::Error> {
/// let shop = Arc::new(Shop);
/// let counted = async move { shop.count().await }.submit();
/// assert_eq!(counted.await?, 7);
/// # Ok(()) }
/// ```
pub trait Submit: Future + Sized {
    /// Starts it as a task of the tokio runtime at hand. It takes along the registry in scope and the `tracing` span, and not
    /// what is left of a caller's time: it may outlive the caller.
    ///
    /// Outside of a runtime the task has ended with [`Error::NotSubmitted`].
    fn submit(self) -> Task<Self::Output>
    where
        // Behind the bound and not above it, because that line is what the compiler shows.
        Self: Send + 'static, // own the arguments, take `self: Arc<Self>`, or write `async move { x.go().await }.submit()`
        Self::Output: Send + 'static,
    {
        let name = work_of(type_name::<Self>());
        start(WorkName::Function(name), self)
    }
}

impl<F: Submittable> Submit for F {}

/// Every future, under a name of ours, so that we word what is said of all else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a future, so it cannot be submitted",
    label = "a function that is not async has answered by now: write `stock::command(..).submit()` for `stock(..).submit()`"
)]
pub trait Submittable: Future {}

impl<F: Future> Submittable for F {}

/// Submits the call of a command that no site leads to.
pub(in crate::command) fn submit_named<F>(name: Arc<str>, call: F) -> Task<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    start(WorkName::Named(name), call)
}

/// Starts work on the tokio runtime at hand.
fn start<F>(name: WorkName, work: F) -> Task<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let runtime = Handle::try_current().ok();
    let core = Arc::new(Core::new(name, Work::Async(placed(work)), runtime.clone()));
    match runtime {
        Some(runtime) => core.runs_as(runtime.spawn(Runner(core.clone())).abort_handle()),
        None => core.end(core.begin(), Err(Error::from(NotSubmitted { name: core.name() }))),
    }
    Task { core, key: Key::default() }
}

/// The function whose future it is: `shop::stock` of `shop::stock::{{closure}}`, also inside of another type.
fn work_of(future: &'static str) -> &'static str {
    let Some((path, _)) = future.split_once("::{{closure}}") else { return future };
    let mut depth = 0_u32;
    let start = path.rfind(|c| {
        match c {
            '>' => depth += 1,
            '<' if depth > 0 => depth -= 1,
            '<' | ',' | '(' | ' ' => return depth == 0,
            _ => {}
        }
        false
    });
    start.map_or(path, |at| &path[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::work_of;

    #[test]
    fn work_is_called_by_its_function() {
        for (future, work) in [
            ("shop::stock::{{closure}}", "shop::stock"),
            ("shop::main::{{closure}}::{{closure}}", "shop::main"),
            ("shop::Client<u32>::get::{{closure}}", "shop::Client<u32>::get"),
            ("dyno::ColdCall<shop::stock::{{closure}}, dyno::BareCall>", "shop::stock"),
            ("core::future::Ready<u32>", "core::future::Ready<u32>"),
        ] {
            assert_eq!(work_of(future), work);
        }
    }
}
