//! Spans of calls and attempts, and events, as a subscriber sees them.

use std::io;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex};

use dyno::command;
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};
use tracing_subscriber::layer::{Context as LayerContext, Layer, SubscriberExt};

use super::{Failed, pending_once};

#[command(timeout = 1s, breaker("traced", consecutive = 1), fallback = |_| Err(Failed::Unknown))]
async fn traced() -> Result<u32, Failed> {
    pending_once().await;
    tracing::info!("inside");
    Err(Failed::Down)
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[dyno::test]
async fn a_call_and_its_attempt_are_spans_with_outcomes() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .without_time()
        .with_writer(lines.clone())
        .finish();
    // While only one dispatcher lives, `tracing` asks that of whichever thread comes by first, and tests run in parallel.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let guard = tracing::subscriber::set_default(subscriber);
    traced().await.unwrap_err();
    drop(guard);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let call = "call{command=it::command::tracing::traced";
    for expected in [
        format!("{call}}}:attempt: it::command::tracing: inside"),
        "WARN".to_owned(),
        "breaker changed state breaker=traced from=closed to=open cause=a call failed".to_owned(),
        format!(r#"{call}}}:attempt{{outcome="failure"}}: dyno: close"#),
        "the fallback failed as well".to_owned(),
        format!(r#"{call} outcome="failure"}}: dyno: close"#),
    ] {
        assert!(text.contains(&expected), "{expected}\nis not in\n{text}");
    }
}

/// Panics at one kind of notice.
struct Faulty(&'static str);

impl<S: tracing::Subscriber> Layer<S> for Faulty {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "new span");
    }

    fn on_record(&self, _: &Id, _: &Record<'_>, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "record");
    }

    fn on_event(&self, _: &tracing::Event<'_>, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "event");
    }

    fn on_enter(&self, _: &Id, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "enter");
    }

    fn on_exit(&self, _: &Id, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "exit");
    }

    fn on_close(&self, _: Id, _: LayerContext<'_, S>) {
        assert_ne!(self.0, "close");
    }
}

#[command(breaker("faulty", consecutive = 1, probes = 1))]
fn faulty(good: bool) -> Result<u32, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[dyno::test]
fn a_subscriber_that_panics_does_not_upset_the_counters() {
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    for kind in ["new span", "record", "event", "enter", "exit", "close"] {
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(Faulty(kind)));
        let _ = catch_unwind(|| faulty(false));
        drop(guard);
        let metrics = faulty::metrics();
        assert_eq!((metrics.in_flight, metrics.totals.calls.sum()), (0, metrics.totals.started), "{kind}");
        assert_eq!(metrics.totals.attempts.sum(), metrics.totals.started, "{kind}");
        faulty::breaker().reset();
    }
}

#[command(breaker("broken", consecutive = 1))]
fn broken() -> Result<u32, Failed> {
    panic!("the body's")
}

#[dyno::test]
fn a_subscriber_that_panics_while_a_body_unwinds_does_not_end_the_process() {
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    for (calls, kind) in (1..).zip(["record", "event", "exit", "close"]) {
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(Faulty(kind)));
        let panic = catch_unwind(broken).unwrap_err();
        drop(guard);
        assert_eq!(panic.downcast_ref(), Some(&"the body's"), "{kind}");
        let metrics = broken::metrics();
        assert_eq!(
            (metrics.totals.attempts.panicked, metrics.totals.calls.panicked, metrics.in_flight),
            (calls, calls, 0)
        );
        broken::breaker().reset();
    }
}
