//! What `tracing` is told.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::{Oops, SECOND, cache};

/// Writes down what is said of caches.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<String>>);

impl Visit for Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0.lock().unwrap(), "{field}={value:?};").unwrap();
    }
}

impl Subscriber for Heard {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::WARN && metadata.target() == "dyno"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn who_waits_for_very_long_is_told_of_once() {
    let heard = Heard::default();
    tracing::subscriber::with_default(heard.clone(), || {
        let (cache, clock) = cache(|it| it.ttl(10 * SECOND));
        let hangs = || Box::pin(cache.get_or_make_async(&1, std::future::pending::<Result<u64, Oops>>()));
        let mut cx = Context::from_waker(Waker::noop());
        let (mut leads, mut early, mut late, mut later) = (hangs(), hangs(), hangs(), hangs());
        for (waits, after) in [(&mut leads, 30), (&mut early, 1), (&mut late, 9), (&mut later, 0)] {
            assert!(waits.as_mut().poll(&mut cx).is_pending());
            clock.advance(after * SECOND);
        }
    });
    let said = heard.0.lock().unwrap();
    assert!(
        said.starts_with("message=others wait for a making for 31 s by now") || said.contains("took=31;"),
        "{said}"
    );
    assert_eq!(said.matches("others wait").count(), 1, "{said}");
}
