//! Services that are built for each who asks.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Error, Registry, Service, ServiceScope, inject, service};
use tokio::time::{sleep, timeout};

struct Hen;
struct Egg;

#[service(scope = transient, name = "transient hen")]
async fn hen(#[inject] _egg: Arc<Egg>) -> Result<Hen, Error> {
    Ok(Hen)
}

#[service(scope = transient, name = "transient egg")]
async fn egg(#[inject] _hen: Arc<Hen>) -> Result<Egg, Error> {
    Ok(Egg)
}

#[dyno::test]
async fn those_that_need_each_other_are_told_so() {
    let told = Registry::global().child().resolve::<Hen>().await.map(drop).unwrap_err().to_string();
    assert!(told.contains("it needs itself: transient hen -> transient egg -> transient hen"), "{told}");
}

fn each<F, E>(build: impl Fn() -> F + Send + Sync + 'static) -> Service<u32>
where
    F: Future<Output = Result<Arc<u32>, E>> + Send + 'static,
    E: std::fmt::Display,
{
    Service::new("each", build).scope(ServiceScope::Transient)
}

#[dyno::test(paused)]
async fn a_panic_is_what_it_said_and_something_stands_in() {
    let here = Registry::current();
    here.provide_service(each(async || if true { panic!("stuck") } else { Ok::<_, io::Error>(Arc::new(7)) })).unwrap();
    let told = here.resolve::<u32>().await.unwrap_err().to_string();
    assert!(told.contains("it panicked: stuck"), "{told}");
    here.remove::<u32>();
    let stood_in = each(async || Err::<Arc<u32>, _>("none")).fallback(async |_| Ok::<_, io::Error>(Arc::new(8)));
    here.provide_service(stood_in).unwrap();
    assert_eq!(*here.resolve::<u32>().await.unwrap(), 8);
}

#[dyno::test(paused)]
async fn it_is_built_to_its_end_when_who_asked_is_gone() {
    let (here, built) = (Registry::current(), Arc::new(AtomicU32::new(0)));
    let count = built.clone();
    here.provide_service(each(move || {
        let count = count.clone();
        async move {
            sleep(Duration::from_secs(1)).await;
            count.fetch_add(1, Relaxed);
            Ok::<_, io::Error>(Arc::new(7))
        }
    }))
    .unwrap();
    assert!(timeout(Duration::from_millis(10), here.resolve::<u32>()).await.is_err());
    assert_eq!(built.load(Relaxed), 0);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(built.load(Relaxed), 1);
}

#[dyno::test]
async fn after_the_end_there_are_none() {
    let here = Registry::current();
    here.provide_service(each(async || Ok::<_, io::Error>(Arc::new(7)))).unwrap();
    let child = here.child();
    here.shutdown(Duration::from_secs(1)).await.unwrap();
    for registry in [here, child] {
        let told = registry.resolve::<u32>().await.unwrap_err().to_string();
        assert!(told.contains("has been shut down"), "{told}");
    }
}

#[dyno::test(flavor = "multi_thread")]
async fn code_that_blocks_has_its_own_as_well() {
    #[inject]
    fn ask(#[inject] number: Arc<u32>) -> Result<u32, Error> {
        Ok(*number)
    }
    let count = Arc::new(AtomicU32::new(0));
    let build = move || Ok::<_, io::Error>(Arc::new(count.fetch_add(1, Relaxed)));
    let each = Service::blocking("each", build).scope(ServiceScope::Transient);
    Registry::current().provide_service(each).unwrap();
    assert_eq!((ask().unwrap(), ask().unwrap()), (0, 1));
}
