//! Retries that are shared, and changed while they run.

use dyno::{SettingsError, command, retry};

use super::{Failed, Service};

#[retry("shared", n = 2, backoff = off)]
fn first(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[command(retry = "shared")]
async fn second(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[retry(name = "shared")]
fn third(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[dyno::test]
async fn functions_share_a_retry_by_its_name() {
    let service = Service::failing(99);
    first(&service).unwrap_err();
    second(&service).await.unwrap_err();
    third(&service).unwrap_err();
    assert_eq!(service.asked(), 6);
    assert_eq!(second::retry().settings(), first::retry().settings());
    assert_eq!(dyno::retry("shared").unwrap().settings().n, 2);
}

#[dyno::test]
async fn its_settings_are_changed_while_it_runs() {
    let service = Service::failing(u32::MAX);
    dyno::retry("shared").unwrap().configure(|settings| (settings.n, settings.budget) = (5, None)).unwrap();
    first(&service).unwrap_err();
    assert_eq!(service.asked(), 5);
    second::retry().configure(|settings| settings.n = 1).unwrap();
    second(&service).await.unwrap_err();
    third(&service).unwrap_err();
    assert_eq!(service.asked(), 7);
    let zero = third::retry().configure(|settings| settings.n = 0).unwrap_err();
    assert!(matches!(zero, SettingsError::OutOfRange { .. }), "{zero}");
    third(&service).unwrap_err();
    assert_eq!(service.asked(), 8);
    let plan = first::plan().to_string();
    assert!(plan.contains("n = 1"), "{plan}");
}

#[command(retry("clashing", n = 2), bulkhead = 1)]
fn one_of_two() -> Result<u32, Failed> {
    Ok(1)
}

#[command(retry("clashing", n = 3), bulkhead = 1)]
fn two_of_two() -> Result<u32, Failed> {
    Ok(2)
}

#[dyno::test]
fn settings_that_differ_are_found_at_the_start_with_both_places() {
    let problems = dyno::validate().unwrap_err();
    let conflicts = problems.0.iter().filter(|problem| matches!(problem, SettingsError::Conflict { .. }));
    let conflict = conflicts.map(ToString::to_string).find(|text| text.contains("clashing")).unwrap();
    assert_eq!(conflict.matches("tests/it/retry/names.rs:").count(), 2, "{conflict}");
    let results = [one_of_two().is_ok(), two_of_two().is_ok()];
    assert_eq!(results.iter().filter(|is_ok| **is_ok).count(), 1, "one of them is refused");
}

#[dyno::test]
fn a_name_that_is_not_there_is_told_with_the_nearest() {
    let error = dyno::retry("sharred").unwrap_err().to_string();
    assert!(error.contains("shared"), "{error}");
}
