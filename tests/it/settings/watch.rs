//! A file that changes while it is watched: real files, and no sleep but in whoever waits for a signal.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use dyno::{Config, EventKind, Registry, Retry, SettingsErrors, Source, Watching};

use super::Folder;

/// Longer than any system takes to tell of a change.
const BOUND: Duration = Duration::from_secs(60);

type Told = Receiver<Result<(), SettingsErrors>>;

fn watch(path: &Path) -> (Watching, Told) {
    dyno::settings().load(path).unwrap();
    let (tell, told) = channel();
    let watching = dyno::settings().watch_with(move |loaded| _ = tell.send(loaded.clone())).unwrap();
    (watching, told)
}

fn next(told: &Told) -> Result<(), String> {
    told.recv_timeout(BOUND).expect("it is told").map_err(|problems| problems.to_string())
}

#[dyno::test]
fn a_file_is_loaded_whenever_another_takes_its_place() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let (_watching, told) = watch(&folder.replace("dyno.toml", "[retry.watched]\nn = 4"));
    for n in 5..8 {
        folder.replace("dyno.toml", &format!("[retry.watched]\nn = {n}"));
        assert_eq!((next(&told), retry.settings().n), (Ok(()), n));
    }
    fs::write(folder.path("dyno.toml"), "[retry.watched]\nn = 9").unwrap();
    // What is written in its place may be read before it is whole.
    while retry.settings().n != 9 {
        let _ = next(&told);
    }
}

#[dyno::test]
fn a_bad_file_is_told_and_what_was_good_stays() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let (_watching, told) = watch(&folder.replace("dyno.toml", "[retry.watched]\nn = 4"));
    for (bad, problem) in [
        ("[retry.watched]\nn = 0", ":2:5: retry `watched`: `n` is 0, but must be at least 1, the first attempt"),
        ("[retry.watched]\nn = ", ":2:5: "),
        ("[retry.watchd]\nn = 1", ":1:8: no retry is called `watchd` here: did you mean `watched`?"),
    ] {
        folder.replace("dyno.toml", bad);
        let told = next(&told).unwrap_err();
        assert!(told.contains(problem), "{told}");
        assert_eq!(retry.settings().n, 4);
    }
    fs::remove_file(folder.path("dyno.toml")).unwrap();
    assert!(next(&told).unwrap_err().contains("cannot be read"));
    folder.replace("dyno.toml", "[retry.watched]\nn = 5");
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
    let refused = dyno::events(0).into_iter().filter(|event| matches!(event.kind, EventKind::SettingsRefused(_)));
    assert_eq!(refused.count(), 4);
}

#[dyno::test]
fn what_was_loaded_on_demand_is_not_loaded_again() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let (_watching, told) = watch(&folder.replace("dyno.toml", "[retry.watched]\nn = 4"));
    folder.replace("dyno.toml", "[retry.watched]\nn = 5");
    dyno::settings().reload().unwrap();
    folder.replace("other.toml", "");
    folder.replace("dyno.toml", "[retry.watched]\nn = 6");
    while retry.settings().n != 6 {
        next(&told).unwrap();
    }
    let loaded = dyno::events(0).into_iter().filter(|event| matches!(event.kind, EventKind::SettingsLoaded(_)));
    assert_eq!(loaded.count(), 3);
}

#[dyno::test]
fn what_changed_before_it_was_watched_is_seen() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let path = folder.replace("dyno.toml", "[retry.watched]\nn = 4");
    dyno::settings().load(&*path).unwrap();
    folder.replace("dyno.toml", "[retry.watched]\nn = 5");
    let (tell, told) = channel();
    let _watching = dyno::settings().watch_with(move |loaded| _ = tell.send(loaded.clone())).unwrap();
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
}

/// As a cluster hands out its files: the file is a link into a folder, which is a link that is replaced.
#[cfg(unix)]
#[dyno::test]
fn a_link_that_leads_elsewhere_is_seen() {
    use std::os::unix::fs::symlink;

    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    for (version, n) in [("one", 4), ("two", 5)] {
        fs::create_dir(folder.path(version)).unwrap();
        fs::write(folder.path(version).join("dyno.toml"), format!("[retry.watched]\nn = {n}")).unwrap();
    }
    symlink("one", folder.path("data")).unwrap();
    symlink("data/dyno.toml", folder.path("dyno.toml")).unwrap();
    let (_watching, told) = watch(&folder.path("dyno.toml"));
    assert_eq!(retry.settings().n, 4);
    symlink("two", folder.path("new")).unwrap();
    fs::rename(folder.path("new"), folder.path("data")).unwrap();
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
}

/// As releases are switched: a link above the file is replaced, twice, one of them by way of another folder.
#[cfg(unix)]
#[dyno::test]
fn a_link_above_that_leads_elsewhere_is_seen() {
    use std::os::unix::fs::symlink;

    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    for (version, n) in [("one", 4), ("two", 5), ("three", 6)] {
        fs::create_dir_all(folder.path(version).join("conf")).unwrap();
        fs::write(folder.path(version).join("conf/dyno.toml"), format!("[retry.watched]\nn = {n}")).unwrap();
    }
    fs::create_dir(folder.path("links")).unwrap();
    let lead = |name: &str, to: &str| {
        symlink(to, folder.path("new")).unwrap();
        fs::rename(folder.path("new"), folder.path(name)).unwrap();
    };
    lead("current", "one");
    let (_watching, told) = watch(&folder.path("current/conf/dyno.toml"));
    assert_eq!(retry.settings().n, 4);
    lead("links/latest", "../two");
    lead("current", "links/latest");
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
    lead("links/latest", "../three");
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 6));
}

#[dyno::test]
fn a_folder_that_is_made_anew_is_seen() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let (above, path) = (folder.path("a"), folder.path("a/b/dyno.toml"));
    let make = |n: u32| {
        fs::create_dir_all(folder.path("a/b")).unwrap();
        fs::write(&path, format!("[retry.watched]\nn = {n}")).unwrap();
    };
    make(4);
    let (_watching, told) = watch(&path);
    for n in 5..8 {
        fs::remove_dir_all(&above).unwrap();
        assert!(next(&told).unwrap_err().contains("cannot be read"));
        make(n);
        while retry.settings().n != n {
            let _ = next(&told);
        }
    }
}

#[dyno::test]
fn nobody_is_told_any_more_when_it_is_dropped() {
    let folder = Folder::new();
    let _retry = Retry::builder("watched").build().unwrap();
    let (watching, told) = watch(&folder.replace("dyno.toml", "[retry.watched]\nn = 4"));
    drop(watching);
    // Its thread has ended.
    assert_eq!(told.recv_timeout(BOUND), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn it_ends_with_the_registry() {
    let folder = Folder::new();
    let path = folder.replace("dyno.toml", "[retry.watched]\nn = 4");
    let here = Registry::new();
    let told = {
        let _here = here.enter();
        let retry = Retry::builder("watched").build().unwrap();
        let (watching, told) = watch(&path);
        watching.detach();
        folder.replace("dyno.toml", "[retry.watched]\nn = 5");
        assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
        told
    };
    drop(here);
    assert_eq!(told.recv_timeout(BOUND), Err(RecvTimeoutError::Disconnected));
}

#[dyno::test]
fn only_a_file_can_be_watched() {
    let problem = || dyno::settings().watch().unwrap_err().to_string();
    let expected = "settings: no file was loaded that could be watched: `load` it first";
    assert_eq!(problem(), expected);
    dyno::settings().load(Config::default()).unwrap();
    assert_eq!(problem(), expected);
    dyno::settings().load(Source::toml("text", "")).unwrap();
    assert_eq!(problem(), expected);
}

#[dyno::test]
fn a_file_that_is_loaded_again_by_hand_is_still_followed() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let path = folder.replace("dyno.toml", "[retry.watched]\nn = 4");
    let (_watching, told) = watch(&path);
    dyno::settings().load(path).unwrap();
    folder.replace("dyno.toml", "[retry.watched]\nn = 5");
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
}

#[dyno::test]
fn one_that_is_bad_at_the_start_is_followed_until_it_is_mended() {
    let (folder, retry) = (Folder::new(), Retry::builder("watched").build().unwrap());
    let path = folder.replace("dyno.toml", "[retry.watched]\nn = 0");
    assert!(dyno::settings().load(path).is_err());
    let (tell, told) = channel();
    let _watching = dyno::settings().watch_with(move |loaded| _ = tell.send(loaded.clone())).unwrap();
    folder.replace("dyno.toml", "[retry.watched]\nn = 5");
    assert_eq!((next(&told), retry.settings().n), (Ok(()), 5));
}
