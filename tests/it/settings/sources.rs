//! Where settings are read from: files, and whatever serde reads.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use dyno::{Config, Retry, Source};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use super::{Folder, shown};

#[dyno::test]
fn a_file_is_read_when_it_is_loaded_and_again_on_demand() {
    let (folder, retry) = (Folder::new(), Retry::builder("read").build().unwrap());
    let path = folder.replace("dyno.toml", "[retry.read]\nn = 4");
    dyno::settings().load(&*path).unwrap();
    assert_eq!(retry.settings().n, 4);
    let origin = dyno::settings().get("retry", "read", "n").unwrap().origin;
    assert_eq!(origin.place(), Some(&*format!("{}:2:1", path.display())));
    folder.replace("dyno.toml", "[retry.read]\nn = 5");
    assert_eq!(retry.settings().n, 4, "unasked, nothing is read");
    dyno::settings().reload().unwrap();
    assert_eq!(retry.settings().n, 5);

    fs::remove_file(&path).unwrap();
    let problem = dyno::settings().reload().unwrap_err().to_string();
    assert!(problem.starts_with(&format!("{}: this file cannot be read: ", path.display())), "{problem}");
    assert_eq!(retry.settings().n, 5);
    folder.replace("dyno.toml", "[retry.read]\nn = 6");
    dyno::settings().reload().unwrap();
    assert_eq!(retry.settings().n, 6);
}

#[dyno::test]
fn what_could_not_be_loaded_is_not_what_is_read_again() {
    let retry = Retry::builder("read").build().unwrap();
    dyno::settings().load(Source::toml("well", "[retry.read]\nn = 4")).unwrap();
    dyno::settings().load(Source::toml("ill", "[retry.read]\nn = 0")).unwrap_err();
    dyno::settings().reload().unwrap();
    assert_eq!((retry.settings().n, &*shown("retry", "read", "n")), (4, "4, file at well:2:1"));
}

#[dyno::test]
fn where_nothing_was_loaded_nothing_can_be_read_again() {
    let problem = dyno::settings().reload().unwrap_err().to_string();
    assert_eq!(problem, "settings: nothing was loaded that could be read again: `load` it first");
}

#[dyno::test]
fn json_and_maps_are_read_as_well() {
    let retry = Retry::builder("read").build().unwrap();
    let json: Config =
        serde_json::from_str(r#"{ "retry": { "read": { "n": 4, "budget": 0.5, "nested": true } } }"#).unwrap();
    dyno::settings().load(json).unwrap();
    assert_eq!((retry.settings().n, retry.settings().budget, retry.settings().nested), (4, Some(0.5), true));
    assert_eq!(shown("retry", "read", "n"), "4, file at settings");

    let map = HashMap::from([("retry", HashMap::from([("read", HashMap::from([("n", "5")]))]))]);
    let map = Config::deserialize(IntoDeserializer::<ValueError>::into_deserializer(map)).unwrap();
    dyno::settings().load(map).unwrap();
    assert_eq!((retry.settings().n, retry.settings().budget), (5, Some(0.2)));

    let twice = serde_json::from_str::<Config>(r#"{ "retry": { "read": { "n": 4, "n": 5 } } }"#).unwrap_err();
    assert!(twice.to_string().starts_with("`n` stands there twice"), "{twice}");
    for (json, problem) in [
        (
            r#"{ "retry": { "read": { "n": null } } }"#,
            "settings: retry `read`: `n`: this is nothing, but must be a value such as `2s`, `50%` or `5`",
        ),
        (
            r#"{ "retry": { "read": { "m": 1 } } }"#,
            "settings: retry `read` has no setting `m`: there is `backoff`, `budget`, `jitter`, `n`, `nested`",
        ),
        ("[1]", "settings: this is a list, but must be a table for each kind of policy"),
    ] {
        let config: Config = serde_json::from_str(json).unwrap();
        assert_eq!(dyno::settings().load(config).unwrap_err().to_string(), problem);
    }
    dyno::settings().load(serde_json::from_str::<Config>("null").unwrap()).unwrap();
    assert_eq!(retry.settings().n, 3);
}

#[dyno::test]
fn a_source_of_ones_own_is_asked_again() {
    let (retry, asked) = (Retry::builder("read").build().unwrap(), Arc::new(AtomicU32::new(3)));
    let source = {
        let asked = asked.clone();
        Source::by("vault", move || match asked.fetch_add(1, Relaxed) {
            5 => Err("sealed".to_owned()),
            n => serde_json::from_value::<Config>(serde_json::json!({ "retry": { "read": { "n": n } } }))
                .map_err(|error| error.to_string()),
        })
    };
    dyno::settings().load(source).unwrap();
    dyno::settings().reload().unwrap();
    assert_eq!((retry.settings().n, &*shown("retry", "read", "n")), (4, "4, file at vault"));
    assert_eq!(dyno::settings().reload().unwrap_err().to_string(), "vault: sealed");
    assert_eq!(retry.settings().n, 4);
}

thread_local! {
    static INNER: Cell<bool> = const { Cell::new(true) };
}

/// What was read first is not what is put above what was read later.
#[dyno::test]
fn a_source_that_is_read_for_longer_does_not_undo_another() {
    let retry = Retry::builder("read").build().unwrap();
    let slow = Source::by("slow", || {
        if INNER.replace(false) {
            dyno::settings().load(Source::toml("fast", "[retry.read]\nn = 9")).unwrap();
        }
        serde_json::from_str::<Config>(r#"{ "retry": { "read": { "n": 4 } } }"#)
    });
    dyno::settings().load(slow).unwrap();
    assert_eq!(shown("retry", "read", "n"), "9, file at fast:2:1");
    assert_eq!(retry.settings().n, 9);
}
