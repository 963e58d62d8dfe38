//! What was built is closed at the end, the last first.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dyno::{Error, Registry, Service, inject};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

type Log = Arc<Mutex<Vec<&'static str>>>;

struct First;
struct Second;

/// Two services, the second of which needs the first, and both write when they are closed.
fn two(registry: &Registry, log: &Log, time: Duration) {
    let (log, other) = (log.clone(), log.clone());
    let first = Service::new("first", async || Ok::<_, io::Error>(Arc::new(First))).shutdown(move |_| {
        let log = log.clone();
        async move {
            log.lock().unwrap().push("first");
            Ok::<_, io::Error>(())
        }
    });
    let build = async || Registry::current().resolve::<First>().await.map(|_| Arc::new(Second));
    let second = Service::new("second", build).shutdown(move |_| {
        let log = other.clone();
        async move {
            sleep(time).await;
            log.lock().unwrap().push("second");
            Ok::<_, io::Error>(())
        }
    });
    registry.provide_service(first).unwrap();
    registry.provide_service(second).unwrap();
}

#[dyno::test(paused)]
async fn what_takes_too_long_is_given_up_and_so_is_the_rest() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::from_secs(60));
    let second = here.resolve::<Second>().await.unwrap();
    let began = Instant::now();
    let late = here.shutdown(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(began.elapsed().as_secs(), 5);
    assert_eq!(late.unfinished, ["second".into(), "first".into()]);
    assert!(late.to_string().contains("second: it had not been closed when the time was up"), "{late}");
    assert!(log.lock().unwrap().is_empty());
    assert_eq!(Arc::strong_count(&second), 1, "the registry keeps nothing");
}

#[dyno::test(paused)]
async fn a_panic_in_the_closing_of_one_does_not_keep_the_others() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::ZERO);
    let third = Service::new("third", async || Ok::<_, io::Error>(Arc::new(3_u8)))
        .shutdown(async |_| if true { panic!("stuck") } else { Ok::<_, io::Error>(()) });
    here.provide_service(third).unwrap();
    here.resolve::<Second>().await.unwrap();
    here.resolve::<u8>().await.unwrap();
    let told = here.shutdown(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(told.errors, [("third".into(), "it panicked: stuck".to_owned())]);
    assert_eq!(*log.lock().unwrap(), ["second", "first"]);
}

#[dyno::test(paused)]
async fn who_leaves_in_the_middle_may_come_again() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::from_secs(60));
    here.resolve::<Second>().await.unwrap();
    let left = tokio::time::timeout(Duration::from_secs(1), here.shutdown(Duration::from_secs(100))).await;
    assert!(left.is_err());
    here.shutdown(Duration::from_secs(100)).await.unwrap();
    assert_eq!(*log.lock().unwrap(), ["first"]);
}

#[dyno::test(paused)]
async fn one_that_is_still_being_built_is_closed_when_it_is_there() {
    let (here, log) = (Registry::current(), Log::default());
    let (gate, noted) = (Arc::new(Semaphore::new(0)), log.clone());
    let opened = gate.clone();
    let late = Service::new("late", move || {
        let gate = gate.clone();
        async move {
            gate.acquire().await.unwrap().forget();
            Ok::<_, io::Error>(Arc::new(7_u8))
        }
    });
    here.provide_service(late.shutdown(move |_| {
        let log = noted.clone();
        async move {
            log.lock().unwrap().push("late");
            Ok::<_, io::Error>(())
        }
    }))
    .unwrap();
    let registry = here.clone();
    let asked = tokio::spawn(async move { registry.resolve::<u8>().await });
    tokio::task::yield_now().await;
    let unfinished = here.shutdown(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(unfinished.unfinished, ["late".into()]);
    opened.add_permits(1);
    let told = asked.await.unwrap().unwrap_err().to_string();
    assert!(told.contains("late") && told.contains("shut down"), "{told}");
    sleep(Duration::from_millis(1)).await;
    assert_eq!(*log.lock().unwrap(), ["late"]);
}

#[dyno::test(flavor = "multi_thread")]
async fn the_end_of_the_program_closes_them_after_the_calls() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::ZERO);
    here.resolve::<Second>().await.unwrap();
    tokio::task::spawn_blocking(|| dyno::shutdown(Duration::from_secs(5))).await.unwrap().unwrap();
    assert_eq!(*log.lock().unwrap(), ["second", "first"]);
}

#[dyno::test]
fn without_a_runtime_as_well() {
    let (here, log) = (Registry::current(), Log::default());
    let noted = log.clone();
    let blocking = Service::blocking("blocking", || Ok::<_, io::Error>(Arc::new(7_u8))).shutdown(move |_| {
        let log = noted.clone();
        async move {
            sleep(Duration::from_millis(1)).await;
            log.lock().unwrap().push("blocking");
            Err(io::Error::other("not well"))
        }
    });
    here.provide_service(blocking).unwrap();
    #[inject]
    fn asks(#[inject] number: Arc<u8>) -> Result<u8, Error> {
        Ok(*number)
    }
    assert_eq!(asks().unwrap(), 7);
    let unfinished = dyno::shutdown(Duration::from_secs(5)).unwrap_err();
    assert_eq!(unfinished.services, [("blocking".to_owned(), "not well".to_owned())]);
    assert!(unfinished.to_string().contains("service blocking, which could not be closed: not well"));
    assert_eq!(*log.lock().unwrap(), ["blocking"]);
}

#[dyno::test(paused)]
async fn what_is_being_built_is_waited_for_and_so_is_another_shutdown() {
    let (here, log) = (Registry::current(), Log::default());
    let noted = log.clone();
    let late = Service::new("late", async || {
        sleep(Duration::from_secs(2)).await;
        Ok::<_, io::Error>(Arc::new(7_u8))
    });
    here.provide_service(late.shutdown(move |_| {
        let log = noted.clone();
        async move {
            sleep(Duration::from_secs(1)).await;
            log.lock().unwrap().push("late");
            Ok::<_, io::Error>(())
        }
    }))
    .unwrap();
    let registry = here.clone();
    let asked = tokio::spawn(async move { registry.resolve::<u8>().await });
    tokio::task::yield_now().await;
    let other = here.clone();
    let other = tokio::spawn(async move { other.shutdown(Duration::from_secs(100)).await });
    let began = Instant::now();
    here.shutdown(Duration::from_secs(100)).await.unwrap();
    other.await.unwrap().unwrap();
    assert_eq!((began.elapsed().as_secs(), log.lock().unwrap().len()), (3, 1));
    assert!(asked.await.unwrap().is_err());
}

#[dyno::test(paused)]
async fn one_that_is_taken_out_while_it_is_built_is_closed() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::from_secs(1));
    let third = Service::new("third", async || {
        sleep(Duration::from_secs(1)).await;
        Ok::<_, io::Error>(Arc::new(3_u8))
    });
    let noted = log.clone();
    here.provide_service(third.shutdown(move |_| {
        noted.lock().unwrap().push("third");
        async { Ok::<_, io::Error>(()) }
    }))
    .unwrap();
    let registry = here.clone();
    let asked = tokio::spawn(async move { registry.resolve::<u8>().await });
    tokio::task::yield_now().await;
    assert!(here.remove::<u8>().is_none());
    let told = asked.await.unwrap().unwrap_err().to_string();
    assert!(told.contains("taken out of its registry"), "{told}");
    assert_eq!(*log.lock().unwrap(), ["third"]);

    here.resolve::<First>().await.unwrap();
    assert!(here.replace(Arc::new(First)).is_some(), "what was built is given back");
}

#[dyno::test(paused)]
async fn one_that_cannot_wait_takes_nothing_from_one_that_closes() {
    let (here, log) = (Registry::current(), Log::default());
    two(&here, &log, Duration::from_secs(10));
    here.resolve::<Second>().await.unwrap();
    let first = here.clone();
    let first = tokio::spawn(async move { first.shutdown(Duration::from_secs(100)).await });
    tokio::task::yield_now().await;
    let late = here.shutdown(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(late.unfinished, ["first".into()]);
    first.await.unwrap().unwrap();
    assert_eq!(*log.lock().unwrap(), ["second", "first"]);
}
