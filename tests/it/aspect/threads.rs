//! The chain is replaced while threads call.

use std::collections::BTreeSet;
use std::thread;

use dyno::{Chain, Registry, aspect};

type Steps = Vec<(u32, usize)>;

#[aspect("crowded")]
fn crowded(steps: Steps) -> Steps {
    steps
}

/// As many filters as its number tells, each of which notes the number of the chain and its own place.
fn fill(number: u32, chain: &mut Chain<(Steps,), Steps>) {
    for place in 0..(number % 5) as usize {
        chain.push(move |(mut steps,), next| {
            steps.push((number, place));
            next.call((steps,))
        });
    }
}

/// Calls until it has seen so many chains.
fn call(here: &Registry) {
    let _here = here.enter();
    let mut seen = BTreeSet::new();
    while seen.len() < 50 {
        let steps = crowded(Vec::new());
        let Some(&(number, _)) = steps.first() else { continue };
        seen.insert(number);
        let whole: Steps = (0..(number % 5) as usize).map(|place| (number, place)).collect();
        assert_eq!(steps, whole);
    }
}

#[dyno::test]
fn each_call_sees_one_whole_chain() {
    let here = Registry::current();
    thread::scope(|threads| {
        let callers = [threads.spawn(|| call(&here)), threads.spawn(|| call(&here))];
        let mut number = 0;
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            number += 1;
            match number % 7 {
                0 => crowded::aspect().clear(),
                _ => crowded::aspect().replace(|chain| fill(number, chain)),
            }
        }
    });
}

#[dyno::test]
fn nothing_that_is_pushed_at_once_is_lost() {
    let aspect = crowded::aspect();
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| (0..100).for_each(|_| aspect.push(|args, next| next.call(args))));
        }
    });
    assert_eq!(aspect.len(), 400);
    assert_eq!(crowded(Vec::new()), Vec::new());
}
