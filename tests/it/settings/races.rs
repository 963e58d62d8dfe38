//! Many threads that load, change by hand and build at once.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use dyno::{Breaker, Pool, Registry, Retry, SettingsError, Source};

const ROUNDS: u32 = 50;

#[dyno::test]
fn what_is_set_by_hand_is_not_lost_while_others_load() {
    let (retry, here) = (Retry::builder("raced").build().unwrap(), Registry::current());
    retry.configure(|settings| settings.n = 1).unwrap();
    let start = Barrier::new(4);
    thread::scope(|scope| {
        for number in 1..=2 {
            let (here, start) = (&here, &start);
            scope.spawn(move || {
                start.wait();
                for round in 0..ROUNDS {
                    let text = format!("[retry.raced]\nbudget = \"{}%\"\nn = {}", (number + round) % 100, 500 + round);
                    here.settings().load(Source::toml("dyno.toml", text)).unwrap();
                }
            });
            let retry = &retry;
            scope.spawn(move || {
                start.wait();
                (0..ROUNDS).for_each(|_| retry.configure(|settings| settings.n += 1).unwrap());
            });
        }
    });
    assert_eq!(retry.settings().n, 1 + 2 * ROUNDS);
    assert!(
        here.settings().get("retry", "raced", "budget").unwrap().origin.to_string().starts_with("file at dyno.toml")
    );
}

/// Two settings that never go together are never seen together, whoever changes which of them.
#[dyno::test]
fn a_source_and_a_hand_never_make_what_cannot_be() {
    let (breaker, here) = (Breaker::builder("raced").build().unwrap(), Registry::current());
    let start = Barrier::new(2);
    let seconds = Duration::from_secs;
    let [refused, taken] = thread::scope(|scope| {
        let loads = scope.spawn(|| {
            start.wait();
            let load = |text: &str| here.settings().load(Source::toml("dyno.toml", text)).is_ok();
            (0..ROUNDS).filter(|_| load("[breaker.raced]\nopen_for = \"20s\"") && load("")).count()
        });
        let configures = scope.spawn(|| {
            start.wait();
            let set = |max| breaker.configure(|settings| settings.open_max = seconds(max)).is_ok();
            (0..ROUNDS).filter(|_| set(10) && set(30)).count()
        });
        while !loads.is_finished() || !configures.is_finished() {
            let settings = breaker.settings();
            assert!(settings.open_max >= settings.open_for, "{settings:?}");
        }
        [configures, loads].map(|thread| thread.join().unwrap())
    });
    assert!(refused + taken > 0);
}

/// Whatever is built while others are loaded has what was loaded last.
#[dyno::test]
fn what_is_built_meanwhile_is_not_forgotten() {
    let here = Registry::current();
    for round in 1..=ROUNDS {
        let start = Barrier::new(2);
        let pool = thread::scope(|scope| {
            let built = scope.spawn(|| {
                let _here = here.enter();
                start.wait();
                Pool::builder("raced").build().unwrap()
            });
            start.wait();
            let text = format!("[pool.\"race*\"]\nthreads = {round}");
            here.settings().load(Source::toml("dyno.toml", text)).unwrap();
            built.join().unwrap()
        });
        assert_eq!(pool.settings().threads, round);
    }
}

#[dyno::test]
fn an_edit_that_loads_others_each_time_is_told_so() {
    let (retry, mut n) = (Retry::builder("edited").build().unwrap(), 1);
    let told = retry.configure(|settings| {
        n += 1;
        dyno::settings().load(Source::toml("dyno.toml", format!("[retry.edited]\nn = {n}"))).unwrap();
        settings.nested = true;
    });
    assert!(matches!(told, Err(SettingsError::Recursive { .. })), "{told:?}");
}
