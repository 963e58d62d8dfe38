//! What is asked of an outcome, and by which names.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use dyno::{CommandSnapshot, command, retry};

use super::Failed;

/// Counts how often it was cloned, and has none of what errors and values have.
struct Counted(Arc<AtomicU32>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(&self.0))
    }
}

#[dyno::test]
fn a_closure_has_names_of_its_own() {
    #[command(ignore = |error| matches!(error, Failed::Unknown))]
    fn asked(error: Counted) -> Result<u32, Failed> {
        drop(error);
        Err(Failed::Unknown)
    }

    #[command(failure_if = |returned: &Result<u32, Failed>| matches!(returned, Ok(sku) if *sku > 1))]
    fn matched(sku: Counted) -> Result<u32, Failed> {
        drop(sku);
        Ok(1)
    }

    #[command(failure_if = |returned: &Result<u32, Failed>| match returned { Ok(sku) => *sku > 1, Err(_) => true })]
    fn in_an_arm(sku: Counted) -> Result<u32, Failed> {
        drop(sku);
        Ok(1)
    }

    #[command(failure_if = |returned: &Result<u32, Failed>| if let Ok(sku) = returned && *sku > 1 { true } else { [2].iter().any(|sku| *sku > 2) })]
    fn in_a_condition(sku: Counted) -> Result<u32, Failed> {
        drop(sku);
        Ok(1)
    }

    #[command(breaker, fallback = |sku| Ok(u32::from(matches!(sku, dyno::Cause::Own(_)))))]
    fn answered(sku: Counted) -> Result<u32, Failed> {
        drop(sku);
        Err(Failed::Down)
    }

    #[command(breaker, fallback = |_| { let sku = 1; Ok(sku) })]
    fn bound(sku: Counted) -> Result<u32, Failed> {
        drop(sku);
        Err(Failed::Down)
    }

    let clones = Arc::new(AtomicU32::new(0));
    let counted = || Counted(Arc::clone(&clones));
    asked(counted()).unwrap_err();
    for answer in [matched(counted()), in_an_arm(counted()), in_a_condition(counted())] {
        assert_eq!(answer.unwrap(), 1);
    }
    assert_eq!((answered(counted()).unwrap(), bound(counted()).unwrap()), (1, 1));
    assert_eq!(clones.load(Ordering::Relaxed), 0);
    assert_eq!(asked::metrics().totals.calls.ignored, 1);
}

#[derive(Clone)]
struct Shelf {
    left: Vec<u32>,
}

impl Shelf {
    #[command(ignore = |_| self.left.is_empty(), breaker, fallback = |_| Ok(self.left.len()))]
    fn taken(self) -> Result<usize, Failed> {
        drop(self);
        Err(Failed::Down)
    }

    #[command(timeout = 1s, ignore = |_| self.left.is_empty())]
    fn apart(self: Arc<Self>) -> Result<usize, Failed> {
        drop(self);
        Err(Failed::Down)
    }

    #[command(ignore = |_| self.left.is_empty() && key.is_empty(), cache(key = key), retry(n = 2, backoff = fixed(1ms)))]
    async fn later(self: Box<Self>, key: String) -> Result<usize, Failed> {
        drop((self, key));
        Err(Failed::Down)
    }

    #[command(ignore = |_| self.left.len() > 1)]
    fn put(&mut self) -> Result<usize, Failed> {
        self.left.push(1);
        Err(Failed::Down)
    }

    #[command(breaker, ignore = |_| self.left.len() + others.len() > key.len(), fallback = |_| Ok(self.left.len() + others.len()))]
    fn put_again(&mut self, key: String, others: &mut Vec<u32>) -> Result<usize, Failed> {
        drop(key);
        self.left.push(1);
        others.push(1);
        Err(Failed::Down)
    }
}

fn failed_and_ignored(name: &str) -> (u64, u64) {
    let named = |command: &CommandSnapshot| command.name.ends_with(&format!("asks::Shelf::{name}"));
    let found = dyno::snapshot().commands.into_iter().find(named).unwrap_or_else(|| panic!("no {name}"));
    (found.totals.calls.failure, found.totals.calls.ignored)
}

#[dyno::test]
async fn what_is_asked_of_an_outcome_may_name_the_receiver_that_the_body_took() {
    let (none, one) = (Shelf { left: Vec::new() }, Shelf { left: vec![1] });
    none.clone().taken().unwrap_err();
    assert_eq!(one.clone().taken().unwrap(), 1);
    Arc::new(none.clone()).apart().unwrap_err();
    Arc::new(one.clone()).apart().unwrap_err();
    assert_eq!(failed_and_ignored("apart"), (1, 1));
    Box::new(none).later(String::new()).await.unwrap_err();
    Box::new(one).later("one".to_owned()).await.unwrap_err();
    assert_eq!(failed_and_ignored("later"), (1, 1));
}

#[dyno::test]
fn what_is_asked_sees_what_the_body_has_made_of_what_it_was_lent() {
    let mut shelf = Shelf { left: Vec::new() };
    shelf.put().unwrap_err();
    assert_eq!(failed_and_ignored("put"), (1, 0));
    shelf.put().unwrap_err();
    assert_eq!(failed_and_ignored("put"), (1, 1));

    let mut others = Vec::new();
    assert_eq!(shelf.put_again("four".to_owned(), &mut others).unwrap(), 4);
    shelf.put_again("four".to_owned(), &mut others).unwrap_err();
}

#[dyno::test]
fn what_is_attempted_may_be_asked_about_by_names_of_its_own() {
    #[retry(n = 2, backoff = off, on = |sku: &Failed| matches!(sku, Failed::Down))]
    fn again(sku: Arc<AtomicU32>) -> Result<u32, Failed> {
        if sku.fetch_add(1, Ordering::Relaxed) > 0 { Ok(1) } else { Err(Failed::Down) }
    }

    assert_eq!(again(Arc::default()).unwrap(), 1);
}
