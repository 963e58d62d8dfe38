//! What it is set to: checked, written, changed while it runs, and shared by name.

use std::time::Duration;

use dyno::{Cache, CacheBuilder, CachePolicy, CacheSettings, CacheSnapshot, ManualClock, Registry, SettingsError};

use super::{Always, MILLI, Oops, SECOND, cache};

fn refused(set: impl FnOnce(CacheBuilder<u32, u64>) -> CacheBuilder<u32, u64>) -> String {
    let _scope = Registry::new().enter();
    set(Cache::builder("stock")).build().expect_err("this cannot be").to_string()
}

#[test]
fn what_cannot_be_is_said() {
    for (said, expected) in [
        (refused(|it| it.capacity(0)), "`capacity` is 0, but must be from 1 to 1,000,000,000"),
        (refused(|it| it.capacity(u32::MAX)), "from 1 to 1,000,000,000"),
        (refused(|it| it.jitter(1.1)), "`jitter` is 110%, but must be a share from 0% to 100%"),
        (refused(|it| it.jitter(f64::NAN)), "a share from 0% to 100%"),
        (refused(|it| it.policy(CachePolicy::XFetch { beta: -1.0 })), "`policy` is xfetch(beta = -1), but must be"),
        (refused(|it| it.policy(CachePolicy::Exponential { k: 1_001.0 })), "a factor from 0 to 1,000"),
        (refused(|it| it.stale(SECOND)), "`stale` is 1s, but must be 0s where there is no `ttl`"),
        (refused(|it| it.stale_if_error(SECOND)), "`stale_if_error` is 1s, but must be 0s where there is no `ttl`"),
        (refused(|it| it.jitter(0.1)), "`jitter` is 10%, but must be 0% where there is no `ttl`"),
        (refused(|it| it.negative_ttl(Duration::ZERO)), "`negative_ttl` is 0s, but must be longer than 0s, or `off`"),
    ] {
        assert!(said.starts_with("cache `stock`: ") && said.contains(expected), "{said}");
    }
}

#[test]
fn a_name_is_shared_and_its_settings_stand_once() {
    let _scope = Registry::with_clock(ManualClock::new()).enter();
    let build = || Cache::<u32, u64>::builder("stock");
    let first = build().ttl(SECOND).build().unwrap();
    let (second, third) = (build().build().unwrap(), build().ttl(SECOND).build().unwrap());
    first.insert(1, 10);
    assert_eq!((second.get(&1), third.get(&1), second.settings().ttl), (Some(10), Some(10), Some(SECOND)));
    let conflict = Cache::<u32, u64>::builder("stock").ttl(2 * SECOND).build().unwrap_err();
    assert!(matches!(&conflict, SettingsError::Conflict { first, second, .. } if first != second), "{conflict}");
    assert!(conflict.to_string().contains("cache `stock`") && conflict.to_string().contains("settings.rs"));
    assert!(build().ttl(SECOND).early(Always).build().is_err(), "policies of one's own cannot be compared");
    let strangers = Cache::<u64, u64>::builder("stock").build().expect("of other types it has other entries");
    assert_eq!((strangers.get(&1), strangers.settings().ttl), (None, Some(SECOND)));
    assert_eq!(dyno::cache::<u32, u64>("stock").unwrap().get(&1), Some(10));
    assert!(dyno::cache::<u32, u64>("stok").unwrap_err().to_string().contains("`stock`"));
    drop(strangers);
    assert_eq!(Cache::<u32, u64>::builder("other").build().unwrap().get(&1), None);
    drop((first, second, third));
    let anew = build().ttl(2 * SECOND).build().expect("nobody keeps it");
    assert_eq!((anew.get(&1), anew.name()), (None, "stock"));
}

#[test]
fn what_means_nothing_is_refused_while_it_runs_as_well() {
    let (cache, _clock) = cache(|it| it);
    let error = cache.configure(|settings| settings.stale = SECOND).unwrap_err();
    assert!(error.to_string().contains("0s where there is no `ttl`"), "{error}");
    cache.configure(|settings| (settings.ttl, settings.stale) = (Some(SECOND), SECOND)).unwrap();
}

#[test]
fn chance_makes_the_longest_ttl_no_longer() {
    let (cache, _clock) = cache(|it| it.ttl(Duration::MAX).jitter(1e-17));
    cache.insert(1, 1);
    assert_eq!(cache.get(&1), Some(1));
}

#[test]
fn registries_do_not_meet() {
    let (first, _clock) = cache(|it| it);
    let (second, _clock) = cache(|it| it);
    first.insert(1, 1);
    assert_eq!(second.peek(&1), None);
}

#[test]
fn it_is_changed_while_it_runs_as_a_whole_or_not_at_all() {
    let (cache, clock) = cache(|it| it.ttl(SECOND).policy(CachePolicy::Static));
    cache.insert(1, 1);
    let before = cache.settings();
    cache.configure(|settings| (settings.ttl, settings.capacity) = (Some(5 * SECOND), 0)).unwrap_err();
    assert_eq!(cache.settings(), before);
    cache.configure(|settings| settings.ttl = Some(5 * SECOND)).unwrap();
    cache.insert(2, 2);
    clock.advance(SECOND);
    assert_eq!((cache.get(&1), cache.get(&2)), (None, Some(2)), "entries keep their times");
    cache.configure(|settings| settings.stale = SECOND).unwrap();
    assert!(cache.configure(|settings| settings.ttl = None).is_err(), "what would be stale never expires");
}

#[test]
fn settings_are_plain_data() {
    let settings: CacheSettings = serde_json::from_str(
        r#"{ "ttl": "30s", "policy": "xfetch(beta = 1.5)", "jitter": "10%", "negative_ttl": "off", "capacity": 5 }"#,
    )
    .unwrap();
    assert_eq!((settings.ttl, settings.jitter, settings.negative_ttl), (Some(30 * SECOND), 0.1, None));
    assert_eq!((settings.policy, settings.capacity), (CachePolicy::XFetch { beta: 1.5 }, 5));
    let written = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<CacheSettings>(&written).unwrap(), settings, "{written}");
    assert_eq!(serde_json::from_str::<CacheSettings>("{}").unwrap(), CacheSettings::default());
    let unknown = serde_json::from_str::<CacheSettings>(r#"{ "tll": "30s" }"#).unwrap_err();
    assert!(unknown.to_string().contains("unknown field `tll`"), "{unknown}");
}

#[test]
fn a_snapshot_is_plain_data() {
    let (cache, clock) = cache(|it| it.ttl(SECOND));
    let empty = cache.stats();
    assert_eq!((empty.hit_ratio(), empty.age, empty.cost), (None, None, None));
    let make = || {
        clock.advance(20 * MILLI);
        Ok::<_, Oops>(1)
    };
    cache.get_or_make(&1, make).unwrap();
    cache.get(&1);
    for snapshot in [empty, cache.stats()] {
        let written = serde_json::to_string(&snapshot).unwrap();
        assert_eq!(serde_json::from_str::<CacheSnapshot>(&written).unwrap(), snapshot, "{written}");
    }
    assert_eq!(cache.stats().cost, Some(Duration::from_millis(20)));
}

#[test]
fn it_may_have_a_clock_of_its_own() {
    let clock = ManualClock::new();
    let _scope = Registry::new().enter();
    let cache = Cache::<u32, u64>::builder("stock").ttl(SECOND).clock(&clock).build().unwrap();
    cache.insert(1, 1);
    assert_eq!(cache.get(&1), Some(1));
    clock.advance(SECOND);
    assert_eq!(cache.get(&1), None);
}
