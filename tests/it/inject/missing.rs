//! What nobody provides: who is told what, and what is counted.

use std::sync::Arc;

use dyno::{Error, Registry, command, inject};

use super::{Depot, depot};

fn text(error: &Error) -> String {
    assert!(matches!(error, Error::Missing { .. }) && error.is_rejection(), "{error:?}");
    error.to_string()
}

#[dyno::test]
async fn a_call_that_lacks_something_is_rejected_and_tells_what_where_and_who() {
    #[command(timeout = 5s, retry = 3, fallback = |_| Ok(9))]
    async fn answered(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    #[inject]
    async fn plain(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    let told = text(&answered().await.unwrap_err());
    for part in ["answered", "`dyn it::inject::Depot`", "parameter `depot`", "missing.rs:", "dyno::provide"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    text(&plain().await.unwrap_err());
    for metrics in [answered::metrics(), plain::metrics()] {
        let calls = metrics.totals.calls;
        assert_eq!((calls.rejected, calls.success, metrics.totals.retries, metrics.in_flight), (1, 0, 0, 0));
    }
    assert_eq!(answered::metrics().totals.fallback_success, 0);
}

#[dyno::test]
fn a_function_without_a_result_panics_where_its_author_can_find_it() {
    #[inject]
    fn plain(#[inject] depot: Arc<dyn Depot>) -> u32 {
        depot.stock()
    }

    #[command(breaker, fallback = 9)]
    fn answered(#[inject] depot: Arc<dyn Depot>) -> u32 {
        depot.stock()
    }

    for call in [plain, answered] {
        let panic = std::panic::catch_unwind(call).unwrap_err();
        let told = panic.downcast_ref::<String>().unwrap();
        assert!(told.contains("parameter `depot`") && told.contains("missing.rs:"), "{told}");
    }
    assert_eq!(plain::metrics().totals.calls.rejected, 1);
    dyno::provide::<dyn Depot>(depot(1)).unwrap();
    assert_eq!((plain(), answered()), (1, 1));
}

#[dyno::test]
fn what_is_near_is_named() {
    trait Shelf: Send + Sync {}
    struct Wooden;
    impl Shelf for Wooden {}

    let here = Registry::current();
    here.provide::<dyn Shelf + Send + Sync>(Arc::new(Wooden)).unwrap();
    here.provide_named::<dyn Shelf>("oak", Arc::new(Wooden)).unwrap();
    here.provide::<dyn Depot>(depot(1)).unwrap();
    let told = text(&here.get::<dyn Shelf>().err().unwrap());
    assert!(
        told.contains("Shelf + core::marker::Send + core::marker::Sync`") && told.contains("Shelf` tagged \"oak\""),
        "{told}"
    );
    assert!(!told.contains("Depot") && told.contains("missing.rs:"), "{told}");
}

#[dyno::test]
fn a_test_sees_nothing_of_the_global_registry() {
    struct Real;
    Registry::global().provide(Arc::new(Real)).unwrap();
    text(&Registry::current().get::<Real>().err().unwrap());
}

mod declared {
    use std::sync::Arc;

    use super::Depot;

    #[dyno::command(name = "needs a depot that only this test provides")]
    pub(super) async fn needs(#[inject(tag = "of validate")] depot: Arc<dyn Depot>) -> Result<u32, dyno::Error> {
        Ok(depot.stock())
    }

    #[dyno::command(name = "can do without a depot")]
    pub(super) async fn can_do_without(
        #[inject(tag = "of validate")] depot: Option<Arc<dyn Depot>>,
        #[inject(tag = "of validate", fallback = super::depot(1))] other: Arc<dyn Depot>,
    ) -> u32 {
        depot.map_or(0, |depot| depot.stock()) + other.stock()
    }
}

#[dyno::test]
async fn validate_finds_what_is_missing_before_the_first_call() {
    let here = Registry::current();
    let problems = here.validate().unwrap_err().to_string();
    let ours = problems.lines().find(|line| line.contains("needs a depot that only this test")).unwrap();
    assert!(ours.contains("tagged \"of validate\"") && ours.contains("missing.rs:"), "{ours}");
    assert!(!problems.contains("can do without"), "{problems}");
    here.provide_named::<dyn Depot>("of validate", depot(3)).unwrap();
    let problems = here.validate().err().map(|problems| problems.to_string()).unwrap_or_default();
    assert!(!problems.contains("needs a depot that only this test"), "{problems}");
    assert_eq!((declared::needs().await.unwrap(), declared::can_do_without().await), (3, 6));
}
