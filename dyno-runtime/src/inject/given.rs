//! What a caller hands to a function instead of what would be injected.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::pin;

use crate::registry::Gate;

thread_local! {
    /// For which function, and what.
    static GIVEN: RefCell<Vec<(usize, Box<dyn Any>)>> = const { RefCell::new(Vec::new()) };
}

/// Takes what was handed to the function, once.
pub(crate) fn take<F: 'static>(function: usize) -> Option<F> {
    let given = GIVEN.try_with(|given| {
        let mut given = given.borrow_mut();
        let at = given.iter().rposition(|(known, _)| *known == function)?;
        Some(given.remove(at).1)
    });
    given.ok()??.downcast().ok().map(|given| *given)
}

/// Hands this over until it is dropped.
struct Handing<F: 'static> {
    function: usize,
    depth: usize,
    /// While this stands, calls look for more than what the global registry has.
    _gate: Gate,
    kind: PhantomData<*const F>,
}

impl<F: 'static> Handing<F> {
    fn over(function: usize, given: F) -> Self {
        let gate = Gate::raise();
        let depth = GIVEN.with(|all| {
            let mut all = all.borrow_mut();
            all.push((function, Box::new(given)));
            all.len()
        });
        Self { function, depth, _gate: gate, kind: PhantomData }
    }

    /// Takes back what nobody took.
    fn end(&self) -> Option<F> {
        let is_there = GIVEN.with(|given| given.borrow().len() >= self.depth);
        if is_there { take(self.function) } else { None }
    }
}

impl<F: 'static> Drop for Handing<F> {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// Calls a function with what would be injected.
pub(crate) fn hand_sync<F: 'static, R>(function: usize, given: F, call: impl FnOnce() -> R) -> R {
    let _handing = Handing::over(function, given);
    call()
}

/// Awaits a function with what would be injected. Cancel safe if the function is.
pub(crate) async fn hand<F: 'static, C: Future>(function: usize, given: F, call: C) -> C::Output {
    let mut call = pin!(call);
    let mut given = Some(given);
    std::future::poll_fn(|cx| match given.take() {
        Some(ours) => {
            let handing = Handing::over(function, ours);
            let polled = call.as_mut().poll(cx);
            given = handing.end();
            polled
        }
        None => call.as_mut().poll(cx),
    })
    .await
}
