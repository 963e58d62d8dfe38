//! An override ends by itself, also when nobody asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dyno::{Act, Breaker, BreakerState, Deed, Ended, ManualClock, Registry, SteerError};

use super::{override_, shown, tills};

const MINUTE: Duration = Duration::from_secs(60);

#[dyno::test]
fn on_a_clock_that_is_moved_by_hand_it_ends_when_that_is_moved() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    let over = override_("min_calls", "5").for_time(MINUTE).apply().unwrap();
    assert_eq!(shown("min_calls"), "5, override by ada until 00:01:00 UTC: warehouse moves");
    clock.advance(MINUTE.saturating_sub(Duration::from_nanos(1)));
    assert_eq!(breaker.settings().min_calls, 5);
    clock.advance(Duration::from_nanos(1));
    assert_eq!(breaker.settings().min_calls, 20);
    let audit = dyno::settings().audit();
    assert_eq!((audit[1].deed, audit[0].ended), (Deed::Expired(over.id), Some(Ended::Expired(audit[1].id))));
    assert_eq!(
        audit[1].to_string(),
        "breaker `tills`: #1 has expired, of ada: warehouse moves; `min_calls` was 5 and is 20"
    );
    let problem = dyno::settings().undo(over.id).unwrap_err();
    assert_eq!(problem, dyno::settings().undo(over.id).unwrap_err());
    assert!(matches!(problem, SteerError::Ended { ended: Ended::Expired(2), .. }));
}

#[dyno::test]
fn each_has_its_own_end() {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _inside = registry.enter();
    let breaker = tills();
    override_("min_calls", "5").for_time(MINUTE * 3).apply().unwrap();
    override_("min_calls", "6").for_time(MINUTE).apply().unwrap();
    let last = override_("min_calls", "7").for_time(MINUTE * 2).apply().unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(breaker.settings().min_calls);
        clock.advance(MINUTE);
    }
    assert_eq!(seen, [7, 7, 5, 20]);
    assert_eq!(last.until.unwrap().duration_since(std::time::UNIX_EPOCH).unwrap(), MINUTE * 2);
    assert!(dyno::settings().overrides().is_empty());
    override_("min_calls", "8").for_time(Duration::MAX).apply().unwrap();
    clock.advance(MINUTE * 60 * 24 * 365);
    assert_eq!(breaker.settings().min_calls, 8);
    assert_eq!(override_("min_calls", "9").for_time(Duration::ZERO).apply(), Err(SteerError::NoTimeAtAll));
    assert_eq!(override_("min_calls", "9").for_time(Duration::ZERO).dry_run(), Err(SteerError::NoTimeAtAll));
    let blow = || dyno::settings().act("breaker", "tills", Act::ForceOpen).because("moving").for_time(Duration::ZERO);
    assert_eq!(
        (blow().dry_run().err(), blow().apply().err()),
        (Some(SteerError::NoTimeAtAll), Some(SteerError::NoTimeAtAll))
    );
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert_eq!(shown("min_calls"), "8, override by ada: warehouse moves");
}

#[dyno::test(paused)]
async fn on_tokios_clock_it_ends_while_time_passes() {
    let breaker = tills();
    override_("min_calls", "5").for_time(MINUTE).apply().unwrap();
    tokio::time::sleep(MINUTE.saturating_sub(Duration::from_millis(2))).await;
    assert_eq!(breaker.settings().min_calls, 5);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(breaker.settings().min_calls, 20);
}

/// Waits for something that another thread does.
pub(super) fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not happen");
        std::thread::yield_now();
    }
}

#[dyno::test]
fn on_the_systems_clock_it_ends_by_itself() {
    let breaker = tills();
    let begun = Instant::now();
    override_("probes", "4").for_time(MINUTE).apply().unwrap();
    override_("min_calls", "5").for_time(Duration::from_millis(30)).apply().unwrap();
    override_("min_calls", "6").for_time(Duration::from_millis(60)).apply().unwrap();
    assert_eq!(breaker.settings().min_calls, 6);
    until(|| breaker.settings().min_calls == 20);
    assert!(begun.elapsed() >= Duration::from_millis(60));
    assert_eq!((breaker.settings().probes, dyno::settings().overrides().len()), (4, 1));
}

#[test]
fn what_waits_for_an_end_keeps_no_registry() {
    let (registry, kept) = (Registry::new(), Arc::new(7_u32));
    let inside = registry.enter();
    let breaker: Breaker = tills();
    override_("min_calls", "5").for_time(MINUTE).apply().unwrap();
    registry.provide(kept.clone()).unwrap();
    drop(inside);
    drop(registry);
    assert_eq!(Arc::strong_count(&kept), 1);
    assert_eq!(breaker.settings().min_calls, 5, "nobody is there who would end it");
}
