//! What it is set to, by what name, and how that changes while it runs.

use std::task::Poll;
use std::time::Duration;

use dyno::{Bulkhead, BulkheadSettings, BulkheadSnapshot, Registry, SettingsError};

use super::{begin, bulkhead, poll, taken};

#[test]
fn it_grows_at_once_for_whoever_waits() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(3));
    let _permit = bulkhead.try_acquire().unwrap();
    let mut waiting = [(); 3].map(|()| begin(&bulkhead));
    bulkhead.resize(3, 0).unwrap();
    assert_eq!(taken(&bulkhead), (3, 1), "whoever waits keeps waiting, though the queue is smaller");
    let permits = waiting.each_mut().map(|waiting| poll(waiting));
    assert!(matches!(permits, [Poll::Ready(Ok(_)), Poll::Ready(Ok(_)), Poll::Pending]));
    assert!(bulkhead.acquire_blocking().is_err(), "there is no queue any more");
}

#[test]
fn it_shrinks_as_permits_are_given_back() {
    let bulkhead = bulkhead(|it| it.permits(3).queue(1));
    let permits = [(); 3].map(|()| bulkhead.try_acquire().unwrap());
    bulkhead.resize(1, 1).unwrap();
    let mut waiting = begin(&bulkhead);
    let [first, second, third] = permits;
    for (permit, left) in [(first, 2), (second, 1)] {
        drop(permit);
        assert_eq!(taken(&bulkhead), (left, 1));
        assert!(poll(&mut waiting).is_pending());
    }
    drop(third);
    let Poll::Ready(Ok(permit)) = poll(&mut waiting) else { panic!("the only permit is free") };
    assert_eq!(bulkhead.snapshot().permits, 1);
    drop(permit);
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn a_bad_setting_changes_nothing() {
    let bulkhead = bulkhead(|it| it.permits(2));
    let error = bulkhead.resize(0, 7).unwrap_err();
    assert_eq!(error.to_string(), "bulkhead `db`: `permits` is 0, but must be from 1 to 1,000,000,000");
    let error = bulkhead.configure(|settings| settings.queue_timeout = Some(Duration::ZERO)).unwrap_err();
    assert_eq!(error.to_string(), "bulkhead `db`: `queue_timeout` is 0s, but must be longer than 0s");
    assert_eq!(bulkhead.settings(), bulkhead_settings(r#"{"permits": 2}"#));
    assert!(bulkhead.resize(1_000_000_001, 0).is_err());
    bulkhead.resize(1_000_000_000, u32::MAX).unwrap();
    assert_eq!((bulkhead.snapshot().permits, bulkhead.snapshot().queue), (1_000_000_000, u32::MAX));
}

#[test]
fn one_name_is_one_bulkhead() {
    let _scope = Registry::new().enter();
    let first = Bulkhead::builder("db").permits(2).build().unwrap();
    let same = Bulkhead::builder("db").build().expect("nothing is set here");
    let again = Bulkhead::builder("db").permits(2).build().expect("the same is set here");
    let _permits = [first.try_acquire().unwrap(), same.try_acquire().unwrap()];
    assert!(again.try_acquire().is_err());

    let line = line!() + 1;
    let error = Bulkhead::builder("db").permits(3).build().unwrap_err();
    assert!(matches!(error, SettingsError::Conflict { .. }));
    let text = error.to_string();
    assert!(text.starts_with("bulkhead `db` has two different sets of settings, at "), "{text}");
    assert!(text.contains(&format!("settings.rs:{line}: keep one")), "{text}");
    assert!(text.ends_with("or ask for it by `dyno::bulkhead(..)`"), "{text}");

    let other = Registry::new();
    let _inner = other.enter();
    assert!(dyno::bulkhead("db").is_err());
    assert!(Bulkhead::builder("db").permits(3).build().is_ok(), "the name is free here");
}

#[test]
fn an_unknown_name_comes_with_the_nearest() {
    let _scope = Registry::new().enter();
    let _db = Bulkhead::builder("database").build().unwrap();
    let error = dyno::bulkhead("databse").unwrap_err();
    assert_eq!(error.to_string(), "no bulkhead is called `databse` here: did you mean `database`?");
    assert_eq!(dyno::bulkhead("database").unwrap().name(), "database");
}

#[test]
fn settings_are_text_and_numbers() {
    let written = serde_json::to_value(BulkheadSettings::default()).unwrap();
    assert_eq!(written, serde_json::json!({ "permits": 10, "queue": 0, "queue_timeout": "off" }));
    let read = bulkhead_settings(r#"{"permits": "32", "queue": 100, "queue_timeout": "1s"}"#);
    assert_eq!((read.permits, read.queue, read.queue_timeout), (32, 100, Some(Duration::from_secs(1))));
    assert!(serde_json::from_str::<BulkheadSettings>(r#"{"permit": 1}"#).is_err());

    let snapshot = bulkhead(|it| it.permits(2).queue(5)).snapshot();
    let text = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(serde_json::from_str::<BulkheadSnapshot>(&text).unwrap(), snapshot);
}

fn bulkhead_settings(text: &str) -> BulkheadSettings {
    serde_json::from_str(text).expect("it can be read")
}
