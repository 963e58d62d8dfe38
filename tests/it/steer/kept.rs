//! Overrides outlive the process, in a file.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dyno::{Act, Breaker, BreakerState, Deed, ManualClock, Registry, SettingsError, SettingsErrors};

use super::{override_, shown, tills};

/// A folder of its own, gone at the end.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("dyno-steer-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("overrides.toml")
    }

    /// Where a new file is written, before it takes the place of the old.
    pub(super) fn beside(&self) -> PathBuf {
        self.0.join(format!(".overrides.toml.{}", std::process::id()))
    }

    pub(super) fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("it was written")
    }

    pub(super) fn keep(&self) -> Result<(), SettingsErrors> {
        dyno::settings().keep_overrides(self.file())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that is started anew.
pub(super) fn run<R>(work: impl FnOnce(&Registry) -> R) -> R {
    let registry = Registry::new();
    let _inside = registry.enter();
    work(&registry)
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn what_was_overridden_is_so_after_a_restart() {
    let folder = Folder::new();
    let (kept, gone) = run(|_| {
        let _tills = tills();
        folder.keep().unwrap();
        let kept = override_("probes", "2").set("window", "calls(50)").for_time(MINUTE).apply().unwrap();
        let gone =
            override_("min_calls", "7").by("b\"ob\\\n[[override]]").because("say \u{202e}\"why\"\n").apply().unwrap();
        let undone = override_("jitter", "3%").apply().unwrap();
        dyno::settings().undo(undone.id).unwrap();
        (kept, gone)
    });
    run(|_| {
        let before = tills();
        folder.keep().unwrap();
        assert_eq!((before.settings().probes, before.settings().min_calls, before.settings().jitter), (2, 7, 0.1));
        let overrides = dyno::settings().overrides();
        assert_eq!(overrides.iter().map(|over| over.id).collect::<Vec<_>>(), [kept.id, gone.id]);
        assert_eq!((&overrides[1].who, &overrides[1].why), (&gone.who, &gone.why));
        assert_eq!((overrides[0].until, overrides[0].at), (kept.until, kept.at));
        let audit = dyno::settings().audit();
        assert!(audit.iter().all(|entry| entry.deed == Deed::Kept));
        assert!(shown("probes").starts_with("2, override by ada until "));
        let next = override_("probes", "3").apply().unwrap();
        assert!(next.id > gone.id);
        dyno::settings().undo(next.id).unwrap();
        dyno::settings().undo(kept.id).unwrap();
    });
    run(|_| {
        folder.keep().unwrap();
        let later = tills();
        assert_eq!((later.settings().probes, later.settings().min_calls), (5, 7), "also what is built later");
        dyno::settings().undo(gone.id).unwrap();
    });
    assert!(!folder.text().contains("[["), "{}", folder.text());
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn what_is_over_by_then_is_not_so() {
    let folder = Folder::new();
    let clock = ManualClock::new();
    let start = |work: &dyn Fn()| {
        let registry = Registry::with_clock(&clock);
        let _inside = registry.enter();
        work();
    };
    start(&|| {
        let _tills = tills();
        folder.keep().unwrap();
        override_("probes", "2").for_time(MINUTE).apply().unwrap();
        override_("min_calls", "2").for_time(3 * MINUTE).apply().unwrap();
    });
    clock.advance(MINUTE);
    start(&|| {
        let breaker = tills();
        folder.keep().unwrap();
        assert_eq!((breaker.settings().probes, breaker.settings().min_calls), (5, 2));
        assert!(!folder.text().contains("probes"), "{}", folder.text());
        clock.advance(2 * MINUTE);
        assert_eq!(breaker.settings().min_calls, 20);
        assert!(!folder.text().contains("[["), "{}", folder.text());
    });
}

#[test]
fn what_lasts_is_done_again() {
    let folder = Folder::new();
    run(|_| {
        let _tills = tills();
        folder.keep().unwrap();
        let act = |act| dyno::settings().act("breaker", "tills", act).by("ada").because("moving").apply().unwrap();
        act(Act::Trip);
        act(Act::ForceOpen);
    });
    run(|_| {
        folder.keep().unwrap();
        let idle = dyno::settings().overrides().remove(0);
        assert_eq!(idle.problem.as_deref(), Some("no breaker is called `tills` just now"));
        let later = tills();
        assert_eq!(later.state(), BreakerState::Closed);
        let problem = dyno::settings().overrides().remove(0).problem;
        assert_eq!(problem.as_deref(), Some("it was not done, since no breaker was called `tills` at the start"));
    });
    assert!(folder.text().contains("force_open"), "{}", folder.text());
    run(|_| {
        let breaker = tills();
        folder.keep().unwrap();
        assert_eq!(breaker.state(), BreakerState::ForcedOpen);
        let over = dyno::settings().overrides().remove(0);
        dyno::settings().undo(over.id).unwrap();
        assert_eq!(breaker.state(), BreakerState::Closed);
    });
}

#[test]
fn what_is_broken_is_told_with_its_place_and_loses_nothing_else() {
    let folder = Folder::new();
    let at = "at = \"2026-11-23T14:03:00Z\"\nwho = \"ada\"\nwhy = \"moving\"\nkind = \"breaker\"\nname = \"tills\"\n";
    let broken = "[[override]]\nid = 2\nwho = \"not closed\nset.probes = \"9\"\n";
    let text = format!(
        "[[override]]\nid = 1\n{at}set.probes = \"2\"\n{broken}[[override]]\nid = 3\n{at}set.probs = \"3\"\n\
         [[override]]\nid = 4\n{at}set.open_for = \"2h\"\n[[override]]\nid = 5\n{at}set.min_calls = 7\n\
         [[override]]\nid = 6\n{at}\n[[override]]\nid = 7\n{at}until = \"soon\"\nset.probes = \"9\"\n"
    );
    fs::write(folder.file(), &text).unwrap();
    run(|_| {
        let breaker = tills();
        let problems = folder.keep().unwrap_err();
        let lines: Vec<_> = problems.to_string().lines().map(ToOwned::to_owned).collect();
        let told = |what: &str| lines.iter().any(|line| line.contains("overrides.toml:") && line.contains(what));
        assert!(told("an override has either `set` or `act`"), "{problems}");
        assert!(told("`soon` is no time") && told("overrides.toml:11:"), "{problems}");
        assert!(!told("probs") && !told("open_max"), "these have no effect, which is no error: {problems}");
        let idle: Vec<_> = dyno::settings().overrides().into_iter().filter_map(|over| over.problem).collect();
        let [strange, large] = &*idle else { panic!("{idle:?}") };
        assert!(strange.contains("no setting `probs`: did you mean `probes`?"), "{strange}");
        assert!(large.contains("`open_max` is 1m"), "{large}");
        assert_eq!((breaker.settings().probes, breaker.settings().min_calls), (2, 7));
        override_("jitter", "3%").apply().unwrap();
        let now = folder.text();
        for part in [broken, "probs", "2h", "soon", "jitter"] {
            assert!(now.contains(part), "{part} is lost: {now}");
        }
    });
    let before = folder.text();
    run(|_| {
        let _tills = tills();
        folder.keep().unwrap_err();
    });
    assert_eq!(folder.text(), before, "nor is anything added");
}

/// A link that somebody else put where the new file is written is not followed.
#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let folder = Folder::new();
    let victim = folder.0.join("victim");
    fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, folder.beside()).unwrap();
    run(|_| {
        let _tills: Breaker = tills();
        folder.keep().unwrap();
        override_("probes", "2").apply().unwrap();
    });
    assert_eq!(fs::read_to_string(victim).unwrap(), "precious");
}

#[dyno::test]
async fn a_program_is_started_with_it() {
    let folder = Folder::new();
    let _tills = tills();
    // What else is wrong is so on purpose, for other tests.
    let start = || dyno::start(dyno::Config::default()).keep_overrides(folder.file());
    let problem = start().await.map_or_else(|problem| problem.to_string(), |()| String::new());
    assert!(!problem.contains("overrides.toml"), "{problem}");
    override_("probes", "2").apply().unwrap();
    assert!(folder.text().contains("set.\"probes\" = \"2\""));
    fs::write(folder.file(), "what is this").unwrap();
    let problem = start().await.unwrap_err().to_string();
    assert!(problem.contains("overrides.toml:1:1: this is no override"), "{problem}");
}

/// Whoever goes on has what was in force, and can tell this problem from others.
#[dyno::test]
async fn a_program_is_started_with_what_cannot_be_written() {
    let folder = Folder::new();
    run(|_| {
        let _tills = tills();
        folder.keep().unwrap();
        dyno::settings().act("breaker", "tills", Act::ForceOpen).because("moving").apply().unwrap();
    });
    fs::create_dir_all(folder.beside().join("full")).unwrap();
    let breaker = tills();
    let not = dyno::start(dyno::Config::default()).keep_overrides(folder.file()).await.unwrap_err();
    let unkept = not.problems.iter().filter(|problem| matches!(problem, SettingsError::NotKept { .. }));
    assert_eq!((unkept.count(), breaker.state()), (1, BreakerState::ForcedOpen), "{not}");
}

/// An act that there is not is told as all else that is broken, and what cannot be done to such a thing as well.
#[test]
fn acts_that_cannot_be_are_told_with_their_place_and_kept() {
    let folder = Folder::new();
    let at = "at = \"2026-11-23T14:03:00Z\"\nwho = \"ada\"\nwhy = \"moving\"\nkind = \"breaker\"\nname = \"tills\"\n";
    let acts = [(1, "forec_open"), (2, "blow"), (3, "trip"), (4, "disable")];
    let text = acts.map(|(id, act)| format!("[[override]]\nid = {id}\n{at}act = \"{act}\"\n"));
    fs::write(folder.file(), text.concat()).unwrap();
    run(|_| {
        let breaker = tills();
        let problems = folder.keep().unwrap_err().to_string();
        let [first, second, third] = &*problems.lines().collect::<Vec<_>>() else { panic!("{problems}") };
        assert!(first.contains("overrides.toml:8:7: ") && first.contains("did you mean `force_open`?"), "{first}");
        assert!(second.contains("overrides.toml:16:7: ") && second.contains("there is `disable`"), "{second}");
        assert!(third.contains("overrides.toml:24:7: ") && third.contains("`trip` does not last"), "{third}");
        assert_eq!((breaker.state(), dyno::settings().overrides().len()), (BreakerState::Disabled, 1));
        override_("jitter", "3%").apply().unwrap();
        for (_, act) in acts {
            assert!(folder.text().contains(act), "{act} is lost: {}", folder.text());
        }
    });
}

#[test]
fn what_was_reset_is_not_done_again() {
    let folder = Folder::new();
    for by_code in [true, false] {
        run(|_| {
            let (breaker, fuse) = (tills(), dyno::Fuse::builder("tills").build().unwrap());
            folder.keep().unwrap();
            let act = |kind, act| dyno::settings().act(kind, "tills", act).because("moving").apply().unwrap();
            act("breaker", Act::ForceOpen);
            act("fuse", Act::Blow);
            assert!(folder.text().contains("force_open") && folder.text().contains("blow"));
            if by_code {
                breaker.reset();
                fuse.reset();
                // Nobody asks, and a thread of its own writes it.
                super::ends::until(|| !folder.text().contains("[["));
            } else {
                act("breaker", Act::Reset);
                act("fuse", Act::Reset);
                assert!(!folder.text().contains("[["), "{}", folder.text());
            }
        });
        run(|_| {
            let (breaker, fuse) = (tills(), dyno::Fuse::builder("tills").build().unwrap());
            folder.keep().unwrap();
            assert_eq!((breaker.state(), fuse.is_intact()), (BreakerState::Closed, true));
            assert!(dyno::settings().overrides().is_empty());
        });
    }
}
