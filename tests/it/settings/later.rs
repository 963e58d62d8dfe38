//! What is made after settings were loaded begins with them.

use std::time::Duration;

use dyno::{Breaker, Bulkhead, Cache, Command, Pool, RateLimit, Retry, SettingsError};

use super::{load, shown};

#[dyno::test]
fn a_policy_that_is_built_again_begins_with_them() {
    let breaker = || Breaker::builder("again").probes(2).build().unwrap();
    let first = breaker();
    load("[breaker.again]\nprobes = 3").unwrap();
    drop(first);
    let second = breaker();
    assert_eq!((second.settings().probes, &*shown("breaker", "again", "probes")), (3, "3, file at dyno.toml:2:1"));
    let shared = breaker();
    assert_eq!(shared.settings().probes, 3, "built with the same settings, it is the same");
    assert!(Breaker::builder("again").probes(3).build().is_err(), "what was built counts, not what it is set to");
}

#[dyno::test]
fn a_star_is_for_names_that_are_made_later() {
    load(
        "[breaker.\"* of *\"]\nprobes = 9\n[breaker.\"stock of *\"]\nprobes = 3\nopen_for = \"1s\"\n[bulkhead.\"stock of *\"]\npermits = 3\n\
         [cache.\"stock of *\"]\ncapacity = 3\n[pool.\"stock of *\"]\nthreads = 3\n[rate_limit.\"stock of *\"]\nburst = 3\n\
         [retry.\"stock of *\"]\nn = 3\n[command.\"stock of *\"]\ntimeout = \"3s\"\n",
    )
    .unwrap();
    let name = "stock of acme";
    let breaker = Breaker::builder(name).build().unwrap();
    let bulkhead = Bulkhead::builder(name).build().unwrap();
    let cache = Cache::<u32, u32>::builder(name).build().unwrap();
    let pool = Pool::builder(name).build().unwrap();
    let limit = RateLimit::builder(name).build().unwrap();
    let retry = Retry::builder(name).n(7).build().unwrap();
    let command = Command::builder(name).timeout(Duration::from_secs(7)).build().unwrap();
    assert_eq!([breaker.settings().probes, bulkhead.settings().permits, cache.settings().capacity], [3; 3]);
    assert_eq!(breaker.settings().open_for, Duration::from_secs(1));
    assert_eq!([pool.settings().threads, limit.snapshot().available, retry.settings().n], [3; 3]);
    assert_eq!(bulkhead.snapshot().permits, 3);
    assert_eq!(command.settings().timeout, Some(Duration::from_secs(3)));

    load("[retry.\"stock of *\"]\nn = 4\n[retry.\"stock of acme\"]\nn = 5").unwrap();
    assert_eq!((retry.settings().n, command.settings().timeout), (5, Some(Duration::from_secs(7))));
    let other = Retry::builder("stock of beta").build().unwrap();
    assert_eq!(other.settings().n, 4);
}

#[dyno::test]
fn a_name_that_nobody_has_yet_needs_a_star() {
    let problem = load("[breaker.\"stock of acme\"]\nprobes = 3").unwrap_err();
    assert!(matches!(&problem.0[..], [SettingsError::Unknown { .. }]), "{problem}");
    let problem = load("[breaker.\"stock of *\"]\nprobs = 3\nopen_for = 3").unwrap_err().to_string();
    let lines: Vec<_> = problem.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["dyno.toml:2:1", "dyno.toml:3:12"], "but its settings are checked: {problem}");
}

#[dyno::test]
fn what_does_not_go_with_them_is_not_built() {
    load("[breaker.\"late *\"]\nopen_for = \"9s\"\n[command.\"late *\"]\nattempt_timeout = \"9s\"\n[retry.\"late *\"]\nn = 0").unwrap();
    let breaker = Breaker::builder("late a").open_max(Duration::from_secs(8)).build().unwrap_err().to_string();
    assert_eq!(
        breaker,
        "dyno.toml:2:12: breaker `late a`: `open_max` is 8s, but must be at least as long as `open_for`"
    );
    let command = Command::builder("late a").timeout(Duration::from_secs(8)).build().unwrap_err().to_string();
    assert_eq!(
        command,
        "dyno.toml:4:19: command `late a`: `attempt_timeout` is 9s, but must be shorter than `timeout`"
    );
    let command = Command::builder("late b").retry(|retry| retry.n(2)).build().unwrap_err().to_string();
    assert_eq!(command, "dyno.toml:6:5: retry `late b`: `n` is 0, but must be at least 1, the first attempt");
    assert!(dyno::breaker("late a").is_err() && Command::named("late a").is_err());
}

#[dyno::test]
fn what_is_gone_by_now_keeps_nothing_else_from_being_loaded() {
    let (tenant, other) = (Breaker::builder("tenant a").build().unwrap(), Retry::builder("other").build().unwrap());
    let text = |n: u32| format!("[breaker.\"tenant a\"]\nprobes = 3\n[retry.other]\nn = {n}");
    load(&text(4)).unwrap();
    drop(tenant);
    load(&text(5)).unwrap();
    assert_eq!(other.settings().n, 5);
    assert_eq!(Breaker::builder("tenant a").build().unwrap().settings().probes, 3);
}
