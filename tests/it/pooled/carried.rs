//! What goes along to the thread.

use dyno::{Error, Registry, command};
use tracing::Span;

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

#[dyno::test]
fn the_span_goes_along() {
    #[command(pool("spans"))]
    fn spanned() -> Result<Option<tracing::Id>, Error> {
        Ok(Span::current().id())
    }
    #[command]
    fn bare() -> Option<tracing::Id> {
        Span::current().id()
    }
    let subscriber = tracing_subscriber::registry();
    tracing::subscriber::with_default(subscriber, || {
        let span = tracing::info_span!("here");
        let _inside = span.enter();
        // The subscriber is this thread's; what it made is known by its number on any.
        let _ = (spanned().unwrap(), spanned::command().submit().result().unwrap());
        let _ = bare::command().submit().result().unwrap();
    });
}
