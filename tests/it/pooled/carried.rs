//! What goes along to the thread.

use std::sync::{Arc, Mutex};
use std::thread;

use dyno::{Error, Registry, command};
use tracing::{Id, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

#[dyno::test]
fn the_registry_goes_along() {
    #[command(pool("registries"))]
    fn outer() -> Result<u64, Error> {
        inner()?;
        Ok(inner::metrics().totals.calls.success)
    }
    #[command]
    fn inner() -> Result<(), Error> {
        Ok(())
    }
    assert_eq!(outer().unwrap(), 1);
    assert_eq!(inner::metrics().totals.calls.success, 1);
    let elsewhere = Registry::new();
    let _inside = elsewhere.enter();
    assert_eq!(outer().unwrap(), 1);
    assert_eq!(outer::command().submit().result().unwrap(), 2);
}

/// Notes on which threads spans are entered.
#[derive(Clone, Default)]
struct Entered(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Entered {
    fn on_enter(&self, _: &Id, _: Context<'_, S>) {
        self.0.lock().unwrap().push(thread::current().name().unwrap_or_default().to_owned());
    }
}

#[dyno::test]
fn the_span_goes_along() {
    #[command(pool("spans"))]
    fn spanned() -> Result<(), Error> {
        Ok(())
    }
    #[command(group = "spans of jobs")]
    fn bare() {}
    // While only one dispatcher lives, `tracing` asks that of whichever thread comes by first, and tests run in parallel.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let entered = Entered::default();
    let on = |pool: &str| entered.0.lock().unwrap().drain(..).filter(|thread| thread.starts_with(pool)).count();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(entered.clone()), || {
        let span = tracing::info_span!("here");
        let _inside = span.enter();
        spanned().unwrap();
        assert!(on("dyno-spans-") > 0);
        spanned::command().submit().result().unwrap();
        assert!(on("dyno-spans-") > 0);
        bare::command().submit().result().unwrap();
        assert!(on("dyno-spans of jobs-") > 0);
    });
}
