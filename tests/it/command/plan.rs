//! `stock::plan()`: what guards a function, in its order, with values and whom they are from.

use std::time::Duration;

use dyno::{Breaker, BreakerState, Command, Origin, Plan, PlannedPolicy, Registry, command};

use super::Failed;

const FILE: &str = "tests/it/command/plan.rs";

#[command(
    timeout = 2s,
    fallback = last_known,
    bulkhead("planned", permits = 4, queue = 2),
    breaker("planned", failure_rate = 30%, window = calls(50), slow_call = off),
    attempt_timeout = 500ms,
    name = "planned"
)]
async fn stock(sku: u32) -> Result<u32, Failed> {
    Ok(sku)
}

fn last_known(sku: u32) -> Result<u32, Failed> {
    Ok(sku)
}

#[command(breaker = "planned", timeout = off, fallback = |cause| Err(Failed::from(cause)))]
async fn price() -> Result<u32, Failed> {
    Ok(1)
}

#[command(breaker(open_for = |attempt| Duration::from_secs(attempt.into())), fallback = "none")]
fn ruled() -> String {
    String::new()
}

#[command(breaker, failure_if = |returned: &Result<u32, Failed>| returned.is_err(), ignore = is_client)]
fn judged() -> Result<u32, Failed> {
    Ok(1)
}

fn is_client(_: &Failed) -> bool {
    false
}

#[command]
fn bare() -> u32 {
    1
}

struct Client;

impl Client {
    #[command(timeout = 3s, name = "planned method")]
    async fn get(&self) -> Result<u32, Failed> {
        Ok(1)
    }
}

impl From<dyno::Cause<Failed>> for Failed {
    fn from(cause: dyno::Cause<Failed>) -> Self {
        match cause {
            dyno::Cause::Own(error) => error,
            dyno::Cause::Dyno(error) => error.into(),
        }
    }
}

fn policies(plan: &Plan) -> Vec<&str> {
    plan.policies.iter().map(|planned| planned.policy.as_str()).collect()
}

fn policy<'a>(plan: &'a Plan, name: &str) -> &'a PlannedPolicy {
    plan.policies.iter().find(|planned| planned.policy == name).unwrap()
}

/// A value with the kind of its origin.
fn value<'a>(plan: &'a Plan, of: &str, setting: &str) -> (&'a str, &'a Origin) {
    let setting = policy(plan, of).settings.iter().find(|planned| planned.name == setting).unwrap();
    (&setting.value, &setting.origin)
}

fn is_attribute(origin: &Origin) -> bool {
    matches!(origin, Origin::Attribute(place) if place.starts_with(FILE))
}

#[dyno::test]
async fn policies_stand_in_the_one_order_whatever_the_attribute_says() {
    let plan = stock::plan();
    assert_eq!(policies(&plan), ["fallback", "breaker", "timeout", "attempt_timeout", "bulkhead", "body"]);
    assert_eq!((plan.command.as_str(), &plan.problem), ("planned", &None));
    assert!(plan.place.starts_with(FILE), "{}", plan.place);
    assert_eq!(policies(&bare::plan()), ["body"]);
    assert_eq!((stock(1).await.unwrap(), price().await.unwrap()), (1, 1), "and they are what they were");
    assert_eq!((bare(), ruled()), (1, String::new()));
}

#[dyno::test]
fn each_value_says_whom_it_is_from() {
    let plan = stock::plan();
    for (of, setting, expected) in [
        ("fallback", "fallback", "last_known"),
        ("timeout", "timeout", "2s"),
        ("attempt_timeout", "attempt_timeout", "500ms"),
        ("breaker", "failure_rate", "30%"),
        ("breaker", "window", "calls(50)"),
        ("breaker", "slow_call", "off"),
        ("bulkhead", "permits", "4"),
        ("bulkhead", "queue", "2"),
    ] {
        let (found, origin) = value(&plan, of, setting);
        assert_eq!(found, expected, "{setting}");
        assert_eq!(origin, &Origin::Attribute(plan.place.clone()), "{setting}");
    }
    assert_eq!(value(&plan, "breaker", "probes"), ("5", &Origin::Default));
    assert_eq!(value(&plan, "bulkhead", "queue_timeout"), ("off", &Origin::Default));
    assert_eq!(policy(&plan, "breaker").name.as_deref(), Some("planned"));
    assert_eq!((policy(&plan, "bulkhead").name.as_deref(), policy(&plan, "bulkhead").state), (Some("planned"), None));
    assert_eq!(policy(&plan, "body").settings, []);
}

#[dyno::test]
fn a_breaker_that_is_shared_names_the_place_of_its_settings() {
    let plan = price::plan();
    assert_eq!(value(&plan, "breaker", "failure_rate"), ("30%", &Origin::Attribute(stock::plan().place)));
    assert_eq!(value(&plan, "fallback", "fallback").0, "|cause| ..");
    let (timeout, origin) = value(&plan, "timeout", "timeout");
    assert_eq!((timeout, is_attribute(origin)), ("off", true), "what was turned off is worth a line");
}

#[dyno::test]
fn a_breaker_that_code_built_names_the_builder() {
    let _built = Breaker::builder("planned").min_calls(3).build().unwrap();
    let plan = price::plan();
    let (calls, origin) = value(&plan, "breaker", "min_calls");
    assert_eq!(calls, "3");
    assert!(matches!(origin, Origin::Builder(place) if place.starts_with(FILE)), "{origin}");
    assert_eq!(value(&plan, "breaker", "failure_rate"), ("50%", &Origin::Default));
}

#[dyno::test]
fn what_was_configured_holds_and_names_its_line() {
    let line = line!() + 2;
    stock::breaker().configure(|settings| settings.probes = 2).unwrap();
    Command::named("planned").unwrap().configure(|settings| settings.timeout = Some(Duration::from_secs(1))).unwrap();
    let plan = stock::plan();
    assert_eq!(value(&plan, "timeout", "timeout"), ("1s", &Origin::Configured(format!("{FILE}:{line}"))));
    assert!(is_attribute(value(&plan, "attempt_timeout", "attempt_timeout").1), "the rest keeps its origin");
    let (probes, origin) = value(&plan, "breaker", "probes");
    assert_eq!((probes, origin.place()), ("2", Some(&*format!("{FILE}:{}", line - 1))));
    stock::bulkhead().resize(4, 3).unwrap();
    let plan = stock::plan();
    let (queue, origin) = value(&plan, "bulkhead", "queue");
    assert_eq!((queue, origin), ("3", &Origin::Configured(format!("{FILE}:{}", line + 6))));
    assert!(is_attribute(value(&plan, "bulkhead", "permits").1), "it is what it was");

    let here = Registry::new();
    let _entered = here.enter();
    assert_eq!(value(&stock::plan(), "timeout", "timeout").0, "2s", "another registry has its own");
}

#[dyno::test]
fn what_configure_refused_or_left_alone_changes_no_origin() {
    let before = stock::plan();
    let command = Command::named("planned").unwrap();
    command.configure(|settings| settings.timeout = Some(Duration::ZERO)).unwrap_err();
    command.configure(|_| ()).unwrap();
    stock::breaker().configure(|settings| settings.failure_rate = Some(0.3)).unwrap();
    assert_eq!(stock::plan(), before);
}

#[dyno::test]
async fn methods_and_names_have_the_same_plan() {
    let plan = Command::named("planned method").unwrap().plan();
    assert_eq!(policies(&plan), ["timeout", "body"]);
    assert_eq!(Command::named("planned").unwrap().plan(), stock::plan());
    assert_eq!(Client.get().await.unwrap(), 1);
}

#[dyno::test]
fn a_rule_stands_for_what_it_decides() {
    let plan = ruled::plan();
    let (open_for, origin) = value(&plan, "breaker", "open_for");
    assert_eq!((open_for, is_attribute(origin)), ("|attempt| ..", true));
    let settings = &policy(&plan, "breaker").settings;
    assert!(!settings.iter().any(|setting| ["open_max", "jitter"].contains(&setting.name.as_str())), "{plan}");
    assert_eq!(value(&plan, "fallback", "fallback").0, "\"none\"");
}

#[dyno::test]
fn what_judges_the_body_stands_before_it_in_the_order_of_asking() {
    let plan = judged::plan();
    assert_eq!(policies(&plan), ["breaker", "ignore", "failure_if", "body"]);
    assert_eq!(value(&plan, "ignore", "ignore"), ("is_client", &Origin::Attribute(plan.place.clone())));
    assert_eq!(value(&plan, "failure_if", "failure_if").0, "|returned| ..");
    assert_eq!(judged().unwrap(), 1);
}

#[dyno::test]
fn a_lease_that_is_off_says_what_holds() {
    let lease = |plan: &Plan| value(plan, "breaker", "probe_lease").0.to_owned();
    assert_eq!(lease(&stock::plan()), "off: attempt_timeout");
    assert_eq!(lease(&price::plan()), "off: open_for");
    Command::named("planned").unwrap().configure(|settings| settings.attempt_timeout = None).unwrap();
    assert_eq!(lease(&stock::plan()), "off: timeout");
    judged::breaker().configure(|settings| settings.probe_lease = Some(Duration::from_secs(1))).unwrap();
    assert_eq!(lease(&judged::plan()), "1s");
}

#[dyno::test]
fn it_is_printed_line_by_line() {
    stock::breaker().disable();
    let plan = stock::plan();
    assert_eq!(policy(&plan, "breaker").state, Some(BreakerState::Disabled));
    let place = &plan.place;
    let expected = [
        format!("command planned at {place}, outermost first:"),
        format!("1. fallback = last_known               attribute at {place}"),
        "2. breaker \"planned\", disabled".to_owned(),
        format!("   window = calls(50)                  attribute at {place}"),
        format!("   failure_rate = 30%                  attribute at {place}"),
        format!("   slow_call = off                     attribute at {place}"),
        "   slow_rate = 100%                    default".to_owned(),
    ];
    let printed = plan.to_string();
    let printed: Vec<_> = printed.lines().collect();
    assert_eq!(printed[..expected.len()], expected);
    assert_eq!(printed.last(), Some(&"6. body"));
}

#[dyno::test]
fn what_keeps_it_from_being_called_is_said() {
    let _other = Breaker::builder("planned").min_calls(3).build().unwrap();
    let plan = stock::plan();
    assert!(plan.problem.as_ref().is_some_and(|problem| problem.contains("two different sets")), "{plan}");
    assert!(plan.to_string().lines().last().unwrap().starts_with("every call is rejected, because"), "{plan}");
}

#[dyno::test]
fn a_plan_survives_json() {
    let plan = stock::plan();
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan, "{json}");
}

#[dyno::harness]
#[command(
    aspect,
    fallback = 9,
    cache = 1s,
    retry,
    fuse,
    breaker,
    rate_limit = 1 / 1s,
    bulkhead,
    timeout = 2s,
    attempt_timeout = 1s,
    name = "planned in full"
)]
async fn in_full(id: u32) -> Result<u32, Failed> {
    Ok(id)
}

#[dyno::test]
async fn each_line_is_apart_from_its_number() {
    assert_eq!(in_full(1).await.unwrap(), 1);
    let plan = in_full::plan();
    assert!(plan.policies.len() >= 10, "{plan}");
    let text = plan.to_string();
    for (at, planned) in plan.policies.iter().enumerate() {
        let number = format!("\n{:<4}{}", format!("{}.", at + 1), planned.policy);
        assert!(text.contains(&number), "{number} in {text}");
    }
}
