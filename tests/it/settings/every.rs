//! Every setting of every policy: set by a source while calls are in flight, seen in effect and in the plan, and back again.

use std::sync::mpsc;
use std::time::Duration;

use dyno::{Error, Origin, Plan, Setting, Submit, command};
use tokio::sync::Semaphore;

use super::load;

/// What each setting is set to: another value than it has.
const OTHERS: &[(&str, &str, &str)] = &[
    ("breaker", "window", "1h"),
    ("breaker", "failure_rate", "30%"),
    ("breaker", "slow_call", "1s"),
    ("breaker", "slow_rate", "40%"),
    ("breaker", "min_calls", "7"),
    ("breaker", "consecutive", "off"),
    ("breaker", "open_for", "9s"),
    ("breaker", "open_max", "2m"),
    ("breaker", "jitter", "20%"),
    ("breaker", "probes", "3"),
    ("breaker", "probe_lease", "4s"),
    ("breaker", "count_rejections", "true"),
    ("bulkhead", "permits", "5"),
    ("bulkhead", "queue", "3"),
    ("bulkhead", "queue_timeout", "2s"),
    ("cache", "ttl", "10s"),
    ("cache", "policy", "linear"),
    ("cache", "capacity", "77"),
    ("cache", "stale", "2s"),
    ("cache", "stale_if_error", "3s"),
    ("cache", "negative_ttl", "1s"),
    ("cache", "jitter", "10%"),
    ("command", "timeout", "3s"),
    ("command", "attempt_timeout", "500ms"),
    ("command", "exact_latency", "true"),
    ("fuse", "blown", "too costly"),
    ("fuse", "admit", "30%"),
    ("pool", "threads", "3"),
    ("pool", "queue", "7"),
    ("pool", "idle", "5s"),
    ("pool", "queue_timeout", "1s"),
    ("rate_limit", "limit", "7 / 2s"),
    ("rate_limit", "burst", "9"),
    ("rate_limit", "wait", "1s"),
    ("retry", "n", "5"),
    ("retry", "backoff", "fixed(3ms)"),
    ("retry", "jitter", "none"),
    ("retry", "budget", "50%"),
    ("retry", "nested", "true"),
];

/// Let through those who wait, and count who has come to wait.
static GATE: Semaphore = Semaphore::const_new(0);
static BEGUN: Semaphore = Semaphore::const_new(0);

#[command(
    name = "every", timeout = 30m, retry("every", n = 2), breaker("every", window = 30m, failure_rate = 50%), bulkhead("every", permits = 4),
    fuse("every", admit = 100%, by = id), rate_limit("every", 100 / 1s), cache(ttl = 30m, key = id)
)]
async fn every(id: u32, waits: bool) -> Result<u32, Error> {
    if waits {
        BEGUN.add_permits(1);
        GATE.acquire().await.expect("it is never closed").forget();
    }
    Ok(id)
}

#[command(name = "every apart", timeout = 30m, pool("every", threads = 2))]
fn apart(gate: mpsc::Receiver<()>, begun: mpsc::Sender<()>) -> Result<u32, Error> {
    begun.send(()).expect("it is listened to");
    gate.recv().expect("it is opened");
    Ok(7)
}

fn ours() -> Vec<Setting> {
    dyno::settings().into_iter().filter(|setting| setting.name == "every").collect()
}

/// What a plan says of a setting.
fn planned(plan: &Plan, kind: &str, setting: &str) -> Option<(String, Origin)> {
    let policy = plan.policies.iter().find(|policy| [kind, setting].contains(&&*policy.policy))?;
    let planned = policy.settings.iter().find(|planned| planned.name == setting)?;
    Some((planned.value.clone(), planned.origin.clone()))
}

#[dyno::test(flavor = "multi_thread")]
async fn each_is_set_and_given_back_while_calls_are_in_flight() {
    assert_eq!(every(1, false).await.unwrap(), 1);
    let task = every(2, true).submit();
    BEGUN.acquire().await.unwrap().forget();
    let ((open_apart, gate), (told, begun)) = (mpsc::channel(), mpsc::channel());
    let job = apart::command(gate, told).submit();
    begun.recv().unwrap();

    let before = ours();
    assert_eq!(before.len(), OTHERS.len(), "each setting is in the list: {before:?}");
    for Setting { kind, setting, value, origin, .. } in &before {
        let (.., other) = OTHERS.iter().find(|other| (other.0, other.1) == (kind, setting)).expect("it is in the list");
        load(&format!("[{kind}.every]\n{setting} = \"{other}\"\n")).unwrap();
        let from = Origin::File("dyno.toml:2:1".to_owned());
        let now = dyno::settings().get(kind, "every", setting).unwrap();
        assert_eq!((&*now.value, &now.origin), (*other, &from), "{kind}.{setting}");
        assert_ne!(now.value, *value, "{kind}.{setting}");
        let plans = [every::plan(), apart::plan()];
        let found = plans.iter().find_map(|plan| planned(plan, kind, setting));
        assert_eq!(found, Some(((*other).to_owned(), from)), "{kind}.{setting}");
        assert_eq!(
            ours().iter().filter(|now| !before.contains(now)).count(),
            1,
            "nothing else has changed with {kind}.{setting}"
        );
        load("").unwrap();
        let again = dyno::settings().get(kind, "every", setting).unwrap();
        assert_eq!((&again.value, &again.origin), (value, origin), "{kind}.{setting}");
    }
    assert_eq!(ours(), before);

    let (bulkhead, breaker) = (every::bulkhead().snapshot(), every::breaker().snapshot());
    assert_eq!(
        (
            bulkhead.active,
            breaker.counted,
            dyno::snapshot().caches.iter().find(|cache| cache.name == "every").unwrap().len
        ),
        (1, 1, 1)
    );
    assert_eq!(apart::pool().snapshot().active, 1);
    GATE.add_permits(1);
    open_apart.send(()).unwrap();
    assert_eq!((task.await.unwrap(), job.await.unwrap()), (2, 7));
    assert_eq!((every::breaker().snapshot().counted, every::bulkhead().snapshot().active), (2, 0));
}

#[dyno::test(flavor = "multi_thread")]
async fn each_of_them_is_in_effect() {
    // As many of a kind at once as go together.
    load(
        "[breaker.every]\nwindow = \"20s\"\nfailure_rate = 0.3\nslow_call = \"1s\"\nconsecutive = \"off\"\ncount_rejections = true\n\
         [bulkhead.every]\npermits = 5\nqueue = 3\n[cache.every]\nttl = \"10s\"\npolicy = \"linear\"\n\
         [command.every]\ntimeout = \"3s\"\nattempt_timeout = \"500ms\"\nexact_latency = true\n\
         [pool.every]\nthreads = 3\nidle = \"5s\"\n[rate_limit.every]\nlimit = \"7 / 2s\"\nburst = 9\n\
         [retry.every]\nn = 5\nbackoff = \"fixed(3ms)\"\nnested = true\n",
    )
    .unwrap();
    let breaker = every::breaker().settings();
    assert_eq!((breaker.failure_rate, breaker.consecutive, breaker.count_rejections), (Some(0.3), None, true));
    assert_eq!((every::bulkhead().snapshot().permits, every::bulkhead().settings().queue), (5, 3));
    assert_eq!(dyno::cache::<u32, u32>("every").unwrap().settings().ttl, Some(Duration::from_secs(10)));
    let command = dyno::Command::named("every").unwrap().settings();
    assert_eq!((command.timeout, command.exact_latency), (Some(Duration::from_secs(3)), true));
    assert_eq!((apart::pool().settings().threads, every::retry().settings().n), (3, 5));
    assert_eq!(every::rate_limit().snapshot().available, 9);

    load("[bulkhead.every]\npermits = 1").unwrap();
    let bulkhead = every::bulkhead();
    let _permit = bulkhead.try_acquire().unwrap();
    assert!(matches!(every(3, false).await, Err(Error::Full(full)) if full.limit == 1));
}
