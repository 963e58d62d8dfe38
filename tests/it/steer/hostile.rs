//! Names and reasons of people who mean no good.

use std::io;
use std::sync::{Arc, Mutex};

use dyno::{AuditEntry, Fuse};

use super::{override_, tills};

/// A reason that would be a line of its own in a log, clear a screen, and read backwards.
const FORGED: &str = "harmless\n2026-11-23T14:03:00Z  INFO dyno: all is well\r\u{1b}[2J\u{2028}next\u{202e}gnol\u{0}";

/// What `tracing` is told by `work`, as it is written.
pub(super) fn logged(work: impl FnOnce()) -> Vec<String> {
    let bytes = Bytes::default();
    let writer = bytes.clone();
    let subscriber =
        tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(move || writer.clone()).finish();
    // While only one dispatcher lives, `tracing` asks that of whichever thread comes by first, and tests run in parallel.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    tracing::subscriber::with_default(subscriber, work);
    let text = String::from_utf8(bytes.0.lock().unwrap().clone()).unwrap();
    text.lines().map(ToOwned::to_owned).collect()
}

#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl io::Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_one_safe_line(text: &str) -> bool {
    !text.chars().any(|sign| sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'))
}

#[dyno::test]
fn nobody_forges_a_line_of_a_log() {
    let _tills = tills();
    let lines = logged(|| {
        let over = override_("min_calls", "5").by(FORGED).because(FORGED).apply().unwrap();
        let undone = dyno::settings().undo_by(over.id, FORGED, FORGED).unwrap();
        assert!(is_one_safe_line(&undone.to_string()), "{undone}");
        assert_eq!(undone.who, FORGED, "as data it is what they said");
    });
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| is_one_safe_line(line)), "{lines:?}");
    override_("min_calls", "5").by(FORGED).because(FORGED).apply().unwrap();
    for line in dyno::settings().to_string().lines() {
        assert!(is_one_safe_line(line), "{line}");
    }
    let entries: Vec<AuditEntry> = dyno::settings().audit();
    assert!(entries.iter().all(|entry| is_one_safe_line(&entry.to_string())));
    assert!(dyno::events(0).iter().all(|event| is_one_safe_line(&event.to_string())));
    let problem = override_("min_calls", "6").expecting("min_calls", "20").apply().unwrap_err().to_string();
    assert!(is_one_safe_line(&problem), "{problem}");
    for problem in [
        override_(FORGED, "6").apply(),
        override_("open_for", FORGED).apply(),
        dyno::settings().override_("breaker", FORGED).set("probes", "2").because("why").apply(),
        dyno::settings().override_(FORGED, "tills").set("probes", "2").because("why").apply(),
    ] {
        let problem = problem.unwrap_err().to_string();
        assert!(is_one_safe_line(&problem), "{problem}");
    }
}

#[dyno::test]
fn a_name_that_goes_on_is_told_from_the_reason() {
    let _tills = tills();
    override_("min_calls", "5").by("ada: ok; `min_calls` was 1").because("why").apply().unwrap();
    override_("min_calls", "6").by("ada").because("why").apply().unwrap();
    let told: Vec<_> = dyno::settings().audit().iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("breaker `tills`: overridden by \"ada: ok; `min_calls` was 1\": why; "), "{told:?}");
    assert!(told[1].starts_with("breaker `tills`: overridden by ada: why; "), "{told:?}");
    dyno::settings().act("breaker", "tills", dyno::Act::ForceOpen).by(FORGED).because(FORGED).apply().unwrap();
    let run = dyno::settings().act("breaker", "tills", dyno::Act::Reset).dry_run().unwrap();
    assert!(run.to_string().contains("would end with it") && run.to_string().lines().all(is_one_safe_line), "{run}");
}

#[dyno::test]
fn nor_by_a_value() {
    let fuse = Fuse::builder("search").build().unwrap();
    let lines = logged(|| {
        dyno::settings().override_("fuse", "search").set("blown", FORGED).because("load").apply().unwrap();
    });
    assert!(!fuse.is_intact());
    assert!(lines.iter().all(|line| is_one_safe_line(line)), "{lines:?}");
    assert!(dyno::settings().to_string().lines().all(is_one_safe_line));
    assert!(is_one_safe_line(&fuse.why()), "{}", fuse.why());
    let name: Arc<str> = FORGED.into();
    let _named = Fuse::builder(name).build().unwrap();
    assert!(dyno::settings().to_string().lines().all(is_one_safe_line));
}
