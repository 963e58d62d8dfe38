//! The print, to the character.

use std::time::Duration;

use dyno::{ManualClock, Timer, mark, time};

use super::{MILLI, timer};

fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

/// Plays a request, which begins at 249.1 ms.
fn request(clock: &ManualClock) {
    clock.set(Duration::new(1_795_277_594, 249_100_000));
    time!(format_args!("Request: {}", "GET /"), {
        clock.advance(micros(9_900));
        time!("Deps", {
            clock.advance(micros(5_000));
            mark("key stored: in cache");
            clock.advance(micros(190));
        });
        time!("Render: page", { clock.advance(micros(2_110)) });
        clock.advance(micros(270));
    });
}

#[test]
fn a_request_is_printed_to_the_character() {
    let (timer, clock) = timer();
    timer.scope(|| request(&clock));
    let expected = "\
1795277594.249  17.47mS + Request: GET /
1795277594.259   5.19mS |  + Deps
1795277594.264          |  |  - key stored: in cache
      V                 |  =
      V          2.11mS |  + Render: page
1795277594.266          |  =
      V                 =";
    assert_eq!(timer.to_string(), expected);
    assert_eq!(timer.snapshot().to_string(), expected);
}

#[test]
fn what_is_long_open_or_ends_out_of_order_is_printed() {
    let (timer, clock) = timer();
    let second = Duration::from_secs(1);
    let request = timer.start("Request\nGET /");
    let mut one = timer.start("one");
    clock.advance(second * 2);
    let mut two = timer.start("two");
    clock.advance(second * 100);
    one.stop().unwrap();
    clock.advance(MILLI * 995);
    two.stop().unwrap();
    timer.mark("still \"here\"");
    let expected = r#"
         0.000     open + Request\nGET /
      V           1m42S |  + one
         2.000    1m41S |  |  + two
       102.000          |  = one
       102.995          |  |  =
      V                 |  - still "here""#;
    assert_eq!(format!("\n{timer}"), expected);
    drop(request);
    assert!(timer.to_string().starts_with("         0.000    1m43S + Request"));
}

#[test]
fn what_was_left_out_is_counted_in_the_last_line() {
    let clock = ManualClock::new();
    let timer = Timer::builder().clock(&clock).events(1).build();
    timer.scope(|| time!("kept", { time!("not kept", { mark("nor this") }) }));
    let expected = "
         0.000   0.00mS + kept
      V                 =
                        (2 more left out)";
    assert_eq!(format!("\n{timer}"), expected);
    let expected = "
         0.000   0.00mS          + kept
      V                          =
                                 (2 more left out)";
    assert_eq!(format!("\n{timer:#}"), expected);
    let none = Timer::builder().clock(&clock).events(0).build();
    none.mark("x");
    assert_eq!(none.to_string().trim_start(), "(1 more left out)");
}

#[test]
fn nothing_is_printed_of_nothing() {
    assert_eq!(timer().0.to_string(), "");
    assert_eq!(Timer::current().to_string(), "");
}

#[test]
fn the_systems_clock_tells_the_seconds_since_1970() {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let timer = Timer::new();
    timer.mark("now");
    let snapshot = timer.snapshot();
    let told = snapshot.began + snapshot.events[0].at;
    assert!(told.abs_diff(now) < Duration::from_secs(60), "{told:?} {now:?}");
    assert_eq!(timer.to_string(), timer.to_string());
}

#[test]
fn the_snapshot_is_plain_data() {
    let (timer, clock) = timer();
    clock.set(Duration::from_millis(1_500));
    let timer = timer.scope(|| {
        time!("one", {
            clock.advance(MILLI * 250);
            mark("two");
        });
        Timer::current()
    });
    let json = serde_json::to_value(timer.snapshot()).unwrap();
    let event = |kind: &str, at: f64, id: u32, parent: Option<u32>, depth: u32, name: &str, took: Option<f64>| {
        serde_json::json!({
            "kind": kind, "at": at, "id": id, "parent": parent, "depth": depth, "name": name, "took": took, "cpu": null
        })
    };
    let events = [
        event("began", 1.5, 0, None, 0, "one", Some(0.25)),
        event("marked", 1.75, 1, Some(0), 1, "two", None),
        event("ended", 1.75, 0, None, 0, "one", Some(0.25)),
    ];
    assert_eq!(json, serde_json::json!({ "began": 0.0, "events": events, "left_out": 0 }));
    assert_eq!(serde_json::from_value::<dyno::TimingSnapshot>(json).unwrap(), timer.snapshot());
}

#[test]
fn what_is_read_back_prints_the_same() {
    let (timer, clock) = timer();
    timer.scope(|| {
        time!("one", {
            clock.advance(Duration::from_nanos(1_234_567));
            mark("two");
        });
    });
    for step in 0..2_000_u64 {
        let mut snapshot = timer.snapshot();
        snapshot.began = Duration::from_micros(1_795_277_594_249_000 + step * 7_003);
        let json = serde_json::to_string(&snapshot).unwrap();
        let read: dyno::TimingSnapshot = serde_json::from_str(&json).unwrap();
        assert_eq!((read.to_string(), &read), (snapshot.to_string(), &snapshot), "{json}");
    }
    let real = Timer::new();
    real.mark("now");
    let json = serde_json::to_string(&real.snapshot()).unwrap();
    assert_eq!(serde_json::from_str::<dyno::TimingSnapshot>(&json).unwrap(), real.snapshot());
}
