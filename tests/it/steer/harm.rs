//! What would do harm by numbers that nobody means.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use dyno::{Error, ManualClock, Pool, Registry, Retry, command};

use super::tills;

fn harm(kind: &str, name: &str, set: &[(&str, &str)]) -> Vec<String> {
    let over = dyno::settings().override_(kind, name);
    set.iter().fold(over, |over, (setting, value)| over.set(*setting, *value)).dry_run().unwrap().dangerous
}

#[dyno::test]
fn a_breaker_that_is_open_for_hours() {
    let _tills = tills();
    let harm = |set: &[(&str, &str)]| harm("breaker", "tills", set);
    let told = harm(&[("open_for", "30days"), ("open_max", "30days")]);
    assert_eq!(told, ["once it is open, every call is turned away for 30days"]);
    assert_eq!(harm(&[("open_max", "2h")]), ["once it is open, every call is turned away for up to 2h"]);
    assert_eq!(harm(&[("open_for", "1h"), ("open_max", "1h")]), [""; 0]);
}

#[dyno::test]
fn more_probes_than_calls() {
    let registry = Registry::with_clock(ManualClock::new());
    let _inside = registry.enter();
    let breaker = tills();
    let harm = |probes: &str| harm("breaker", "tills", &[("probes", probes)]);
    let told = |probes: u32| {
        vec![format!("once it is half-open, it stays so: {probes} probes are not to be expected within 1m")]
    };
    assert_eq!((harm("10000"), harm("4294967295")), (vec![], told(u32::MAX)), "nothing is known of what comes");
    (0..10).for_each(|_| breaker.admit().unwrap().success());
    assert_eq!((harm("100"), harm("101")), (vec![], told(101)));
    (0..990).for_each(|_| breaker.admit().unwrap().success());
    assert_eq!((harm("6000"), harm("6001")), (vec![], told(6_001)), "1000 in 10 s are 6000 in 60");
}

#[command(breaker("harmful shop"), retry("harmful shop"), timeout = 2s)]
async fn tried_shop() -> Result<(), Error> {
    Ok(())
}

#[command(breaker("slow shop"))]
async fn slow_shop(time: Duration) -> Result<(), Error> {
    tokio::time::sleep(time).await;
    Ok(())
}

#[dyno::test]
async fn what_most_calls_take_would_be_slow() {
    let harm = |limit: &str| harm("breaker", "slow shop", &[("slow_call", limit)]);
    assert_eq!(harm("1us"), [""; 0], "nothing has come");
    for time in [10, 400, 400, 400] {
        slow_shop(Duration::from_millis(time)).await.unwrap();
    }
    assert_eq!(harm("100ms"), ["`slow_call` = 100ms is less than most of the 4 calls of the last 60 s took"]);
    assert_eq!(harm("1s"), [""; 0]);
}

#[dyno::test]
async fn attempts_that_never_end_or_never_come() {
    let _other = Retry::builder("tills").build().unwrap();
    assert_eq!(harm("retry", "tills", &[("n", "100")]), [""; 0]);
    assert_eq!(harm("retry", "tills", &[("n", "101")]), ["a call may be tried 101 times"]);
    let pause = |name: &str, pause: &str| harm("retry", name, &[("backoff", pause)]);
    assert_eq!(pause("tills", "fixed(1h)"), [""; 0], "nobody's time limit is known");
    tried_shop().await.unwrap();
    assert_eq!(
        pause("harmful shop", "fixed(3s)"),
        ["the first pause is up to 3s, and no call of its commands may last longer than 2s"]
    );
    assert_eq!(pause("harmful shop", "fixed(2s)"), [""; 0]);
}

#[command(pool("harmful pool", threads = 2, queue = 10))]
fn pooled(gate: Arc<RwLock<()>>) -> Result<(), Error> {
    drop(gate.read());
    Ok(())
}

#[test]
fn a_pool_in_which_nobody_waits() {
    let registry = Registry::new();
    let _inside = registry.enter();
    let _pool = Pool::builder("tills").threads(4).build().unwrap();
    let told = "who waits for a thread gives up after 100us: as good as nobody waits";
    assert_eq!(harm("pool", "tills", &[("queue_timeout", "100us")]), [told]);
    assert_eq!(harm("pool", "tills", &[("queue_timeout", "1ms")]), [""; 0]);
    assert_eq!(harm("pool", "tills", &[("queue", "0")]), [""; 0], "nobody has come");

    let at_once = |calls: u32| {
        let gate = Arc::new(RwLock::new(()));
        std::thread::scope(|scope| {
            let shut = gate.write();
            for _ in 0..calls {
                let (registry, gate) = (registry.clone(), gate.clone());
                scope.spawn(move || {
                    let _inside = registry.enter();
                    pooled(gate).unwrap();
                });
            }
            super::ends::until(|| {
                let pools = dyno::snapshot().pools;
                pools.iter().any(|pool| pool.name == "harmful pool" && pool.active + pool.queued == calls)
            });
            drop(shut);
        });
    };
    at_once(2);
    assert_eq!(harm("pool", "harmful pool", &[("queue", "0")]), [""; 0]);
    at_once(4);
    assert_eq!(
        harm("pool", "harmful pool", &[("queue", "0")]),
        ["nobody waits for a thread, and 4 calls were under way at once of late: there are 2 threads"]
    );
}
