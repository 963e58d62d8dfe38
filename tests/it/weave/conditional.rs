//! Attributes that are there under a condition only, and names that are not what they seem.

use std::future::pending;

use dyno::{breaker, timeout};
use tracing::instrument as fallback;

use crate::command::{Failed, is_open, is_timeout};

#[cfg_attr(all(), timeout(2s), doc = "Waits.")]
#[breaker]
async fn first_on() -> Result<u8, Failed> {
    pending().await
}

#[breaker]
#[cfg_attr(all(), cfg_attr(any(), timeout(1s)), cfg_attr(all(), timeout(2s)))]
async fn last_on() -> Result<u8, Failed> {
    pending().await
}

#[cfg_attr(any(), timeout(2s))]
#[breaker]
async fn first_off() -> Result<u8, Failed> {
    Ok(1)
}

#[timeout(2s)]
#[cfg_attr(any(), breaker)]
#[cfg_attr(any(), dyno::command(name = "off"))]
async fn last_off() -> Result<u8, Failed> {
    pending().await
}

#[timeout(2s)]
#[fallback(name = "it is not dyno's")]
async fn of_another() -> Result<u8, Failed> {
    pending().await
}

#[dyno::test(paused)]
async fn a_condition_decides() {
    assert!(is_timeout(&first_on().await));
    assert!(is_timeout(&last_on().await));
    assert!(first_off().await.is_ok());
    first_on::breaker().trip().unwrap();
    last_on::breaker().trip().unwrap();
    first_off::breaker().trip().unwrap();
    assert!(is_open(&first_on().await) && is_open(&last_on().await) && is_open(&first_off().await));

    assert_eq!((first_off::metrics().settings.timeout, last_off::metrics().breaker), (None, None));
    assert!(is_timeout(&last_off().await));
    assert_eq!(last_off::metrics().name, "it::weave::conditional::last_off");
}

#[dyno::test(paused)]
async fn a_namesake_of_another_crate_changes_nothing() {
    assert!(is_timeout(&of_another().await));
    assert!(!of_another::metrics().fallback);
}
