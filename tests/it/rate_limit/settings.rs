//! What it is set to: checked, written, changed while it runs, and shared by name.

use std::time::Duration;

use dyno::{ManualClock, Rate, RateLimit, RateLimitBuilder, RateLimitSettings, Registry, SettingsError};

use super::{MILLI, SECOND, limit, passes, retry_after};

fn refused(set: impl FnOnce(RateLimitBuilder) -> RateLimitBuilder) -> String {
    let _scope = Registry::new().enter();
    set(RateLimit::builder("mail")).build().expect_err("this cannot be").to_string()
}

#[test]
fn what_cannot_be_is_said() {
    for (said, expected) in [
        (refused(|it| it.limit(0, SECOND)), "`limit` is 0 / 1s, but must be from 1 to 1,000,000,000 in a time"),
        (refused(|it| it.limit(1, Duration::ZERO)), "`limit` is 1 / 0s, but must be in a time from 1ns to 366 days"),
        (refused(|it| it.limit(1, 400 * 24 * 3600 * SECOND)), "in a time from 1ns to 366 days"),
        (
            refused(|it| it.limit(2, Duration::from_nanos(1))),
            "`limit` is 2 / 1ns, but must be one a nanosecond at most",
        ),
        (refused(|it| it.burst(0)), "`burst` is 0, but must be from 1 to 1,000,000,000"),
        (refused(|it| it.limit(1, SECOND).burst(40_000_000)), "so small that `limit` makes up for it within 366 days"),
        (refused(|it| it.wait(Duration::MAX)), "`wait` is never, but must be at most 366 days"),
    ] {
        assert!(said.starts_with("rate_limit `mail`: ") && said.contains(expected), "{said}");
    }
    refused(|it| it.limit(1_000_000_001, 2 * SECOND));
    limit(|it| it.limit(1_000_000_000, SECOND).burst(1_000_000_000).wait(Duration::ZERO));
}

#[test]
fn they_are_written_and_read() {
    let (limit, _clock) = limit(|it| it.limit(5, 60 * SECOND).wait(200 * MILLI));
    let text = serde_json::to_string(&limit.settings()).unwrap();
    assert_eq!(text, r#"{"limit":"5 / 1m","burst":"off","wait":"200ms"}"#);
    assert_eq!(serde_json::from_str::<RateLimitSettings>(&text).unwrap(), limit.settings());
    let read: RateLimitSettings = serde_json::from_str(r#"{"limit":"7/2s","burst":3}"#).unwrap();
    assert_eq!((read.limit, read.burst, read.wait), (Rate::new(7, 2 * SECOND), Some(3), Duration::ZERO));
    assert!(serde_json::from_str::<RateLimitSettings>(r#"{"limit":"7"}"#).is_err());
    let snapshot = serde_json::to_value(limit.snapshot()).unwrap();
    assert_eq!((&snapshot["available"], &snapshot["settings"]["limit"]), (&5.into(), &"5 / 1m".into()));
}

#[test]
fn a_change_holds_at_once_and_forgets_nothing() {
    let (limit, clock) = limit(|it| it.limit(1, 3600 * SECOND).burst(2));
    assert_eq!(passes(&limit, 3), 2);
    limit.try_acquire_by("acme").unwrap();
    limit.configure(|settings| (settings.limit, settings.burst) = (Rate::new(10, SECOND), Some(3))).unwrap();
    assert_eq!(passes(&limit, 5), 1, "two are owed still");
    assert_eq!((0..5).filter(|_| limit.try_acquire_by("acme").is_ok()).count(), 2, "and one by this key");
    assert_eq!(retry_after(limit.try_acquire()), 100 * MILLI, "nobody waits for the hour any more");
    clock.advance(100 * MILLI);
    assert_eq!(passes(&limit, 5), 1);
    limit.configure(|settings| settings.burst = Some(1)).unwrap();
    clock.advance(100 * MILLI);
    assert_eq!(passes(&limit, 5), 1, "nobody owes more than a burst");
    let before = limit.settings();
    limit.configure(|settings| settings.burst = Some(0)).unwrap_err();
    assert_eq!(limit.settings(), before);
}

#[test]
fn a_name_is_shared_and_its_settings_stand_once() {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    assert_eq!(dyno::rate_limit("letters").unwrap_err().kind, "rate limit");
    let first = RateLimit::builder("letters").limit(1, SECOND).build().unwrap();
    let second = RateLimit::builder("letters").build().unwrap();
    let third = RateLimit::builder("letters").limit(1, SECOND).build().unwrap();
    first.try_acquire().unwrap();
    assert!(second.try_acquire().is_err() && third.try_acquire().is_err());
    let conflict = RateLimit::builder("letters").limit(2, SECOND).build().unwrap_err();
    assert!(matches!(&conflict, SettingsError::Conflict { first, second, .. } if first != second));
    assert!(conflict.to_string().contains("ask for it by `dyno::rate_limit(..)`"), "{conflict}");
    assert!(dyno::rate_limit("leters").unwrap_err().nearest.as_deref() == Some("letters"));
    drop((first, second, third));
    assert!(dyno::rate_limit("letters").is_err(), "nobody keeps it");
}

#[test]
fn it_may_have_a_clock_of_its_own() {
    let clock = ManualClock::new();
    let _scope = Registry::new().enter();
    let limit = RateLimit::builder("mail").limit(1, SECOND).clock(&clock).build().unwrap();
    limit.try_acquire().unwrap();
    assert_eq!(retry_after(limit.try_acquire()), SECOND);
    clock.advance(SECOND);
    limit.try_acquire().unwrap();
}
