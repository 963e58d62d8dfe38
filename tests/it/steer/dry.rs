//! What a change would do by the numbers that are known, told before it is made.

use std::time::Duration;

use dyno::{
    Act, Breaker, BreakerState, Cache, DryRun, Error, Finding, Fuse, ManualClock, OverrideBuilder, RateLimit, Registry,
    Retry, SteerError, TransitionCause, command,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{override_, tills};

pub(super) fn dry(kind: &str, set: &[(&str, &str)]) -> DryRun {
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
    assert!(
        run.words[0].ends_with("it would stay closed, and open after 4 more failures in a row, if they came at once"),
        "{run}"
    );
    let run = dry("breaker", &[("failure_rate", "100%"), ("consecutive", "off"), ("min_calls", "10")]);
    assert_eq!((verdict(&run), run.dangerous.is_empty()), ((None, None), true), "{run}");
    assert!(run.words[0].ends_with("but some will once what is counted now has grown old"), "{run}");
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
fn of_the_rest_it_says_what_is_known_and_what_is_not() {
    let _limit = RateLimit::builder("tills").limit(5, Duration::from_secs(1)).build().unwrap();
    let _retry = Retry::builder("tills").build().unwrap();
    let fuse = Fuse::builder("tills").build().unwrap();
    for (kind, setting, value) in
        [("rate_limit", "limit", "2 / 1s"), ("retry", "n", "9"), ("fuse", "blown", "load"), ("fuse", "admit", "10%")]
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
    assert!(run.to_string().starts_with("`state` is closed and would be forced-open\n"), "{run}");
    assert!(run.to_string().contains("all would be turned away"), "{run}");
    assert_eq!(breaker.state(), BreakerState::Closed);
    let _cache = Cache::<u32, u32>::builder("tills").build().unwrap();
    let run = dyno::settings().act("cache", "tills", Act::Clear).dry_run().unwrap();
    assert!(!run.can_be_undone && run.to_string().ends_with("it cannot be undone"), "{run}");
}

#[dyno::test]
fn a_breaker_that_is_not_closed_is_told_with_its_numbers() {
    let breaker = Breaker::builder("tills").min_calls(4).build().unwrap();
    count(&breaker, 2, 1);
    count(&breaker, 0, 1);
    assert_eq!(breaker.state(), BreakerState::Open);
    let run = dry("breaker", &[("failure_rate", "80%")]);
    assert_eq!(
        run.words[0],
        "it is open, and would stay so; 2 of 4 failed in the present window, 1 in a row: by that it would stay closed, and open \
         after 6 more failures in a row, if they came at once; the thresholds count once it is closed again"
    );
    breaker.disable();
    let run = dry("breaker", &[("failure_rate", "80%")]);
    assert!(run.words[0].starts_with("it is disabled, and would stay so; nothing is counted"), "{run}");
    breaker.reset();
    breaker.metrics_only();
    count(&breaker, 0, 4);
    let run = dry("breaker", &[("failure_rate", "80%")]);
    assert!(run.words[0].contains("4 of 4 failed") && run.words[0].contains("it would open, because"), "{run}");
}

#[command(breaker("dry shop", consecutive = 2, open_for = 1h), rate_limit("dry shop", 100 / 1s))]
fn sell(fails: bool) -> Result<(), String> {
    if fails { Err("sold out".to_owned()) } else { Ok(()) }
}

pub(super) fn dry_of(kind: &str, name: &str, setting: &str, value: &str) -> DryRun {
    dyno::settings().override_(kind, name).set(setting, value).dry_run().expect("it can be set")
}

#[dyno::test]
fn a_rate_limit_is_held_against_those_that_came_as_far() {
    let turns = |run: &DryRun| match &run.findings[..] {
        [Finding::Turns { passed, most, over, .. }] => (*passed, *most, *over),
        _ => panic!("{run:?}"),
    };
    (0..30).for_each(|_| sell(false).unwrap());
    let run = dry_of("rate_limit", "dry shop", "limit", "2 / 1s");
    assert_eq!(turns(&run), (30, 22, 8));
    assert_eq!(run.dangerous, ["22 at most can have one in 10 s: 8 of the 30 at least would have been turned away"]);
    (0..2).for_each(|_| assert!(sell(true).is_err()));
    // The breaker stands before the limit.
    (0..500).for_each(|_| assert!(sell(false).is_err()));
    let run = dry_of("rate_limit", "dry shop", "limit", "50 / 1s");
    assert_eq!(turns(&run), (32, 550, 0));
    assert!(run.to_string().contains("32 attempts of commands had a turn") && run.dangerous.is_empty(), "{run}");
}

#[command(retry("dry shop", n = 3, backoff = off))]
fn again(fails: bool) -> Result<(), String> {
    if fails { Err("sold out".to_owned()) } else { Ok(()) }
}

#[dyno::test]
fn a_retry_is_held_against_what_was_attempted() {
    again(false).unwrap();
    assert!(again(true).is_err());
    let run = dry_of("retry", "dry shop", "n", "1");
    let [Finding::Retries { calls, attempts, retries, .. }] = &run.findings[..] else { panic!("{run:?}") };
    assert_eq!((*calls, *attempts, *retries), (2, 4, 2));
    assert!(
        run.words[0].starts_with("in the last 10 s 2 calls made 4 attempts, 2 of these after one that failed"),
        "{run}"
    );
    assert_eq!(run.words[1], "none of the 2 would have been made");
}

#[dyno::test(paused)]
async fn what_does_harm_is_told() {
    let (breaker, _fuse) = (tills(), Fuse::builder("tills").build().unwrap());
    let harm = |kind: &str, set: &[(&str, &str)]| dry(kind, set).dangerous;
    assert_eq!(harm("fuse", &[("blown", "load")]), ["every call is turned away"]);
    assert_eq!(harm("fuse", &[("admit", "0%")]), ["every call is turned away"]);
    assert_eq!(harm("fuse", &[("admit", "10%")]), ["all but 10% of the calls are turned away"]);
    let unguarded = [("failure_rate", "off"), ("consecutive", "off")];
    assert_eq!(harm("breaker", &unguarded), ["nothing would open it: what it guards is unguarded"]);
    assert!(harm("breaker", &[("consecutive", "30")]).is_empty());
    count(&breaker, 0, 5);
    assert_eq!(harm("breaker", &[("consecutive", "5")]), ["it would open, and turn every call away"]);
    lasting(Duration::from_secs(1)).await.unwrap();
    assert_eq!(harm("command", &[("timeout", "1ms")]), ["1 of the 1 calls of the last 60 s took longer than 1ms"]);
    assert_eq!(harm("command", &[("timeout", "off")]), ["nothing ends a call that hangs"]);
    let act = |act| dyno::settings().act("breaker", "tills", act).dry_run().unwrap().dangerous.len();
    for (what, harm) in [(Act::Trip, 1), (Act::ForceOpen, 1), (Act::Disable, 1), (Act::MetricsOnly, 1), (Act::Reset, 0)]
    {
        assert_eq!(act(what), harm, "{what}");
    }
    breaker.force_open("by code", None);
    let problem = dyno::settings().act("breaker", "tills", Act::Trip).dry_run().unwrap_err();
    assert_eq!(problem.to_string(), "breaker `tills` is forced-open by hand: reset it first");
}

fn window() -> impl Strategy<Value = String> {
    prop_oneof![(1_u32..40).prop_map(|calls| format!("calls({calls})")), (1_u64..20).prop_map(|s| format!("{s}s"))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// What it says of any breaker and comes then are one: old outcomes leave in their order, slow ones count as well.
    #[test]
    fn what_it_says_of_any_breaker_comes_true(
        (before, after) in (window(), window()),
        history in vec((any::<bool>(), any::<bool>(), 0_u64..2), 0..80),
        rate in option::of(1_u32..=100),
        slow in option::of(1_u32..=100),
        consecutive in option::of(1_u32..60),
        quorum in 1_u32..60,
    ) {
        let clock = ManualClock::new();
        let registry = Registry::with_clock(&clock);
        let _inside = registry.enter();
        // Judged by nothing while it is filled.
        let breaker = Breaker::builder("tills").failure_rate(None).consecutive(None).slow_call(Duration::from_millis(5)).build().unwrap();
        breaker.configure(|settings| settings.min_calls = 1_000_000).unwrap();
        let set = |over: OverrideBuilder| over.because("a try").apply().unwrap();
        set(registry.settings().override_("breaker", "tills").set("window", before));
        for (fails, is_slow, pause) in history {
            clock.advance(Duration::from_secs(pause));
            // A small window may be all slow.
            let Ok(permit) = breaker.admit() else { return Ok(()) };
            if is_slow { clock.advance(Duration::from_millis(10)) }
            if fails { permit.failure() } else { permit.success() }
        }
        prop_assume!(breaker.state() == BreakerState::Closed);
        let share = |share: Option<u32>| share.map_or("off".to_owned(), |share| format!("{share}%"));
        let over = registry.settings().override_("breaker", "tills")
            .set("window", after)
            .set("failure_rate", share(rate))
            .set("slow_rate", slow.map_or("100%".to_owned(), |slow| format!("{slow}%")))
            .set("slow_call", if slow.is_some() { "5ms" } else { "off" })
            .set("consecutive", consecutive.map_or("off".to_owned(), |many| many.to_string()))
            .set("min_calls", quorum.to_string());
        let (opens, more) = verdict(&over.dry_run().unwrap());
        set(over);
        let mut failures = 0;
        while failures < 8_000 && breaker.state() == BreakerState::Closed {
            breaker.admit().unwrap().failure();
            failures += 1;
        }
        match (opens, more) {
            // A failure that is not slow may be what keeps it closed.
            (Some(TransitionCause::SlowRate { .. }), _) => {}
            (Some(_), _) => prop_assert_eq!(failures, 1),
            (None, Some(more)) if more > 8_000 => prop_assert_eq!(failures, 8_000),
            (None, Some(more)) => prop_assert_eq!(failures, more),
            (None, None) => prop_assert_eq!(failures, 8_000),
        }
    }
}
