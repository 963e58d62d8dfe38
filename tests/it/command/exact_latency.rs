//! `exact_latency = true`: every call is timed.

use std::time::{Duration, Instant};

use dyno::{Command, Origin, command};

use super::Failed;

const EXACT: bool = true;

#[command(exact_latency = true, name = "exact")]
fn exact(busy: Duration) -> Duration {
    let began = Instant::now();
    while began.elapsed() < busy {}
    began.elapsed()
}

#[command(exact_latency = EXACT, timeout = 2s)]
async fn by_constant() -> Result<u32, Failed> {
    Ok(1)
}

#[command(exact_latency = false)]
fn told_so() -> u32 {
    1
}

#[command]
fn bare() -> u32 {
    1
}

/// Without a registry of its own, so that it is called as it is in a program.
#[test]
fn no_call_is_left_out_however_short_those_before_it_were() {
    for round in 1..=30 {
        // So many are let go by where few are timed.
        for _ in 0..95 + round {
            exact(Duration::ZERO);
        }
        let took = exact(Duration::from_micros(20) * round);
        let latency = exact::metrics().latency;
        assert!(latency.max.is_some_and(|longest| longest >= took), "{round}: {latency:?}, not {took:?}");
    }
}

#[dyno::test]
async fn the_plan_has_it_where_somebody_said_so() {
    let planned = |plan: dyno::Plan| {
        let policy = plan.policies.into_iter().find(|planned| planned.policy == "exact_latency")?;
        policy.settings.into_iter().next().map(|setting| (setting.value, setting.origin))
    };
    let at = |plan: dyno::Plan| Origin::Attribute(plan.place);
    assert_eq!(planned(exact::plan()), Some(("true".into(), at(exact::plan()))));
    assert_eq!(planned(by_constant::plan()), Some(("true".into(), at(by_constant::plan()))));
    assert_eq!(planned(told_so::plan()), Some(("false".into(), at(told_so::plan()))), "it is what was asked for");
    assert_eq!(planned(bare::plan()), None);
    assert_eq!((by_constant().await.unwrap(), told_so(), bare()), (1, 1, 1));

    let command = Command::named("exact").unwrap();
    assert!(command.settings().exact_latency);
    command.configure(|settings| settings.exact_latency = false).unwrap();
    let (value, origin) = planned(exact::plan()).unwrap();
    assert_eq!((value.as_str(), matches!(origin, Origin::Configured(_))), ("false", true));

    let built = Command::builder("built, exact").exact_latency(true).build().unwrap();
    assert_eq!(planned(built.plan()).map(|(value, _)| value), Some("true".into()));
}
