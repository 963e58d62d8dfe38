//! What a change would do by the numbers that are known, told before it is made.

use std::time::Duration;

use dyno::{
    Act, Breaker, BreakerState, Bulkhead, Cache, DryRun, Error, Finding, Fuse, Pool, RateLimit, Retry, SteerError,
    TransitionCause, command,
};

use super::{override_, tills};

fn dry(kind: &str, set: &[(&str, &str)]) -> DryRun {
    let over = dyno::settings().override_(kind, "tills");
    set.iter().fold(over, |over, (setting, value)| over.set(*setting, *value)).dry_run().expect("it can be set")
}

fn count(breaker: &Breaker, good: u32, bad: u32) {
    for n in 0..good + bad {
        let permit = breaker.admit().expect("it is closed");
        if n < bad { permit.failure() } else { permit.success() }
    }
}

fn verdict(run: &DryRun) -> (Option<TransitionCause>, Option<u64>) {
    let Some(Finding::Verdict { opens, failures_to_open, .. }) = run.findings.first() else { panic!("{run:?}") };
    (opens.clone(), *failures_to_open)
}

#[dyno::test]
fn a_breaker_is_judged_by_what_its_window_holds() {
    let breaker = tills();
    count(&breaker, 7, 3);
    let (opens, more) = verdict(&dry("breaker", &[("failure_rate", "30%"), ("min_calls", "10")]));
    assert_eq!((opens, more), (Some(TransitionCause::FailureRate { rate: 0.3, counted: 10 }), Some(0)));
    let run = dry("breaker", &[("failure_rate", "50%"), ("min_calls", "10")]);
    assert_eq!(verdict(&run), (None, Some(4)), "7 of 14");
    assert!(run.words[0].ends_with("it would stay closed, and open after 4 more failures in a row"), "{run}");
    let (_, more) = verdict(&dry("breaker", &[("consecutive", "2")]));
    assert_eq!(more, Some(2));
    let off = [("failure_rate", "off"), ("consecutive", "off"), ("slow_call", "1s")];
    assert_eq!(verdict(&dry("breaker", &off)), (None, None));
    assert_eq!(breaker.settings().min_calls, 20);
    breaker.trip().unwrap();
    let run = dry("breaker", &[("failure_rate", "30%")]);
    assert!(run.words[0].starts_with("it is open, and would stay so"), "{run}");
    let text = serde_json::to_string(&run).unwrap();
    assert_eq!(serde_json::from_str::<DryRun>(&text).unwrap(), run);
}

/// What the dry run says and what happens then are one.
#[dyno::test]
fn what_it_says_comes_true() {
    for (good, bad) in [(0, 0), (5, 1), (19, 0), (30, 4), (3, 9), (40, 7)] {
        for (rate, quorum) in [("10%", "5"), ("50%", "20"), ("90%", "10"), ("100%", "3")] {
            let breaker = Breaker::builder("tills").consecutive(None).min_calls(1_000).build().unwrap();
            count(&breaker, good, bad);
            let over = override_("failure_rate", rate).set("min_calls", quorum);
            let (opens, more) = verdict(&over.dry_run().unwrap());
            let id = over.apply().unwrap().id;
            let mut failures = 0;
            while failures < 2_000 && breaker.state() == BreakerState::Closed {
                let Ok(permit) = breaker.admit() else { break };
                permit.failure();
                failures += 1;
            }
            let expected = match (opens, more) {
                (Some(_), _) => 1,
                (None, Some(more)) => more,
                (None, None) => 2_000,
            };
            assert_eq!(failures, expected, "{good} good, {bad} bad, {rate} of {quorum}");
            dyno::settings().undo(id).unwrap();
        }
    }
}

#[command(name = "tills", timeout = 30s)]
async fn lasting(time: Duration) -> Result<u32, Error> {
    tokio::time::sleep(time).await;
    Ok(7)
}

#[dyno::test(paused)]
async fn a_time_limit_is_held_against_how_long_calls_took() {
    for millis in [10, 10, 10, 400, 900, 2_500] {
        lasting(Duration::from_millis(millis)).await.unwrap();
    }
    let run = dry("command", &[("timeout", "100ms")]);
    let Finding::Slower { setting, at_least, at_most, of, .. } = &run.findings[0] else { panic!("{run:?}") };
    assert_eq!((&**setting, *at_least, *at_most, *of), ("timeout", 3, 3, 6));
    assert_eq!(run.words[0], "3 of the 6 calls of the last 60 s took longer than 100ms");
    let run = dry("command", &[("timeout", "900ms")]);
    let Finding::Slower { at_least, at_most, .. } = &run.findings[0] else { panic!("{run:?}") };
    assert!(*at_least == 1 && *at_most == 2, "within 12.5 %: {run}");
    let run = dry("command", &[("timeout", "off")]);
    assert!(run.to_string().contains("calls may last for ever"), "{run}");
}

#[dyno::test]
fn room_is_held_against_what_is_in_use() {
    let bulkhead = Bulkhead::builder("tills").permits(4).build().unwrap();
    let permits: Vec<_> = (0..3).map(|_| bulkhead.try_acquire().unwrap()).collect();
    let room = |run: &DryRun| match &run.findings[0] {
        Finding::Room { limit, used, peak, over, .. } => (*limit, *used, *peak, *over),
        _ => panic!("{run:?}"),
    };
    assert_eq!(room(&dry("bulkhead", &[("permits", "2")])), (2, 3, Some(3), 1));
    drop(permits);
    let run = dry("bulkhead", &[("permits", "2")]);
    assert_eq!(room(&run), (2, 0, Some(3), 0));
    assert!(run.to_string().contains("too few at the peak"), "{run}");
    let _pool = Pool::builder("tills").threads(4).build().unwrap();
    assert_eq!(room(&dry("pool", &[("threads", "2")])).0, 2);
    let cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    (0..5).for_each(|key| cache.insert(key, key));
    assert_eq!(room(&dry("cache", &[("capacity", "3")])), (3, 5, None, 2));
    assert_eq!(cache.stats().len, 5);
}

#[dyno::test]
fn of_the_rest_it_says_what_is_known_and_what_is_not() {
    let _limit = RateLimit::builder("tills").limit(5, Duration::from_secs(1)).build().unwrap();
    let _retry = Retry::builder("tills").build().unwrap();
    let fuse = Fuse::builder("tills").build().unwrap();
    for (kind, setting, value) in
        [("rate_limit", "limit", "2 / 1s"), ("retry", "n", "1"), ("fuse", "blown", "load"), ("fuse", "admit", "10%")]
    {
        let run = dry(kind, &[(setting, value)]);
        assert!(run.to_string().contains("cannot be known"), "{run}");
        assert_eq!((run.changes.len(), run.can_be_undone), (1, true));
    }
    assert!(fuse.is_intact());
    assert!(dyno::settings().audit().is_empty() && dyno::settings().overrides().is_empty());
}

#[dyno::test]
fn what_would_be_refused_is_refused() {
    let breaker = tills();
    assert!(matches!(override_("probs", "2").dry_run(), Err(SteerError::Wrong(_))));
    assert!(matches!(override_("probes", "2").expecting("probes", "9").dry_run(), Err(SteerError::Conflict { .. })));
    let clear = dyno::settings().act("breaker", "tills", Act::Clear);
    assert!(matches!(clear.dry_run(), Err(SteerError::NoSuchAct { .. })));
    let run = dyno::settings().act("breaker", "tills", Act::ForceOpen).dry_run().unwrap();
    assert_eq!(run.changes[0].to_string(), "`state` was closed and is forced-open");
    assert!(run.to_string().contains("all would be turned away"), "{run}");
    assert_eq!(breaker.state(), BreakerState::Closed);
    let _cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    let run = dyno::settings().act("cache", "tills", Act::Clear).dry_run().unwrap();
    assert!(!run.can_be_undone && run.to_string().ends_with("it cannot be undone"), "{run}");
}
