//! What a retry tells in the span of its call.

use std::io;
use std::sync::{Arc, Mutex};

use dyno::retry;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::{Failed, Service};

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

#[retry(backoff = off)]
async fn inner(service: &Service) -> Result<u32, Failed> {
    service.ask()
}

#[retry(backoff = off)]
async fn outer(service: &Service) -> Result<u32, Failed> {
    inner(service).await
}

#[dyno::test]
async fn a_span_tells_how_many_attempts_there_were_and_who_makes_them() {
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
    assert_eq!(outer(&Service::failing(1)).await, Ok(2));
    drop(guard);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let closed: Vec<_> =
        text.lines().filter(|line| line.ends_with("dyno: close") || line.contains("close time")).collect();
    let outer =
        closed.iter().find(|line| line.contains("outer") && !line.contains("inner") && line.contains("attempts="));
    assert!(outer.is_some_and(|line| line.contains("attempts=2") && line.contains(r#"outcome="success""#)), "{text}");
    let inner: Vec<_> = closed.iter().filter(|line| line.contains("inner") && line.contains("retry=")).collect();
    assert_eq!(inner.len(), 1, "{text}");
    assert!(inner[0].contains(r#"retry="by the caller""#), "{text}");
}
