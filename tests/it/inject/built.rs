//! What is built when it is first asked for: once, by a builder that goes on, whoever waits.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Error, Registry, Service, ServiceScope, command, inject};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use super::{Depot, depot};

#[inject]
async fn stock(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
    Ok(depot.stock())
}

fn slow(registry: &Registry, builds: &Arc<AtomicU32>, time: Duration) {
    let builds = builds.clone();
    let build = move || {
        let builds = builds.clone();
        async move {
            sleep(time).await;
            Ok::<_, io::Error>(depot(builds.fetch_add(1, Relaxed) + 1))
        }
    };
    registry.provide_with(build).unwrap();
}

#[dyno::test(paused)]
async fn it_is_built_once_for_all_who_ask_and_then_it_is_there() {
    let (here, builds) = (Registry::current(), Arc::default());
    slow(&here, &builds, Duration::from_secs(3));
    assert!(here.validate().is_ok_or_speaks_of_others());
    assert!(here.get::<dyn Depot>().is_err());
    let began = Instant::now();
    let all: Vec<_> = (0..20).map(|_| tokio::spawn(stock())).collect();
    for one in all {
        assert_eq!(one.await.unwrap().unwrap(), 1);
    }
    assert_eq!((began.elapsed().as_secs(), builds.load(Relaxed)), (3, 1));
    assert_eq!(stock().await.unwrap(), 1);
    assert_eq!(here.get::<dyn Depot>().unwrap().stock(), 1);
}

trait SpeaksOfOthers {
    fn is_ok_or_speaks_of_others(&self) -> bool;
}

impl SpeaksOfOthers for Result<(), dyno::SettingsErrors> {
    fn is_ok_or_speaks_of_others(&self) -> bool {
        self.as_ref().err().is_none_or(|problems| !problems.to_string().contains("built::stock"))
    }
}

#[dyno::test(paused)]
async fn several_take_as_long_as_the_slowest() {
    struct A;
    struct B;
    struct C;

    #[inject]
    async fn all(#[inject] _a: Arc<A>, #[inject] _b: Arc<B>, #[inject] _c: Arc<C>) -> Result<(), Error> {
        Ok(())
    }

    async fn after<T>(time: u64, made: T) -> Result<Arc<T>, io::Error> {
        sleep(Duration::from_secs(time)).await;
        Ok(Arc::new(made))
    }

    let here = Registry::current();
    here.provide_with(|| after(2, A)).unwrap();
    here.provide_with(|| after(5, B)).unwrap();
    here.provide_with(|| after(3, C)).unwrap();
    let began = Instant::now();
    all().await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[dyno::test(paused)]
async fn an_impatient_caller_leaves_and_the_building_goes_on() {
    #[command(timeout = 1s)]
    async fn impatient(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    let (here, builds) = (Registry::current(), Arc::default());
    slow(&here, &builds, Duration::from_secs(3));
    let began = Instant::now();
    let error = impatient().await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(timeout) if timeout.limit.as_secs() == 1), "{error}");
    assert_eq!(began.elapsed().as_secs(), 1);
    let dropped = tokio::time::timeout(Duration::from_secs(1), stock()).await;
    assert!(dropped.is_err());
    assert_eq!(stock().await.unwrap(), 1);
    assert_eq!((began.elapsed().as_secs(), builds.load(Relaxed)), (3, 1));
    assert_eq!(impatient().await.unwrap(), 1);
    let calls = impatient::metrics().totals.calls;
    assert_eq!((calls.timeout, calls.success, impatient::metrics().in_flight), (1, 1, 0));
    let calls = stock::metrics().totals.calls;
    assert_eq!((calls.cancelled, calls.success), (1, 1));
}

#[dyno::test(paused)]
async fn what_is_left_of_the_time_is_for_the_body() {
    #[command(timeout = 4s)]
    async fn hangs(#[inject] _depot: Arc<dyn Depot>) -> Result<u32, Error> {
        std::future::pending().await
    }

    slow(&Registry::current(), &Arc::default(), Duration::from_secs(3));
    let began = Instant::now();
    assert!(matches!(hangs().await, Err(Error::Timeout { .. })));
    assert_eq!(began.elapsed().as_secs(), 4);
    let attempts = hangs::metrics().totals.attempts;
    assert_eq!((attempts.timeout, hangs::metrics().totals.calls.timeout), (1, 1));
}

#[dyno::test(paused)]
async fn a_failure_is_told_to_all_and_not_repeated_until_a_pause_is_over() {
    let (here, builds) = (Registry::current(), Arc::new(AtomicU32::new(0)));
    let counted = builds.clone();
    here.provide_with(move || {
        let build = counted.fetch_add(1, Relaxed);
        async move {
            match build {
                0 | 1 => Err(io::Error::other("refused")),
                _ => Ok(depot(7)),
            }
        }
    })
    .unwrap();
    let pause = async || match stock().await.unwrap_err() {
        Error::ServiceFailed(failed) => (failed.message.to_string(), failed.retry_after.map(|pause| pause.as_millis())),
        error => panic!("{error}"),
    };
    assert_eq!(pause().await, ("refused".to_owned(), None));
    for _ in 0..10 {
        assert_eq!(pause().await, ("refused".to_owned(), Some(1000)));
    }
    assert_eq!(builds.load(Relaxed), 1);
    sleep(Duration::from_millis(1001)).await;
    assert_eq!(pause().await.1, None);
    sleep(Duration::from_millis(1001)).await;
    assert_eq!(pause().await.1, Some(999));
    assert_eq!(builds.load(Relaxed), 2);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(stock().await.unwrap(), 7);
}

#[dyno::test(paused)]
async fn a_builder_that_panics_says_so() {
    let build = || async { if true { panic!("no socket") } else { Ok::<_, io::Error>(depot(1)) } };
    Registry::current().provide_with(build).unwrap();
    let told = stock().await.unwrap_err().to_string();
    assert!(told.contains("panicked: no socket"), "{told}");
}

struct One;
struct Two;

#[inject]
async fn one(#[inject] _two: Arc<Two>) -> Result<Arc<One>, Error> {
    tokio::task::yield_now().await;
    Ok(Arc::new(One))
}

#[inject]
async fn two(#[inject] _one: Arc<One>) -> Result<Arc<Two>, Error> {
    tokio::task::yield_now().await;
    Ok(Arc::new(Two))
}

#[dyno::test(paused)]
async fn a_cycle_is_told_with_its_way_from_both_ends() {
    let here = Registry::current();
    here.provide_with(one).unwrap();
    here.provide_with(two).unwrap();
    let (first, second) = tokio::join!(here.resolve::<One>(), here.resolve::<Two>());
    for error in [first.err().unwrap(), second.err().unwrap()] {
        let told = error.to_string();
        assert!(told.contains("it needs itself") && told.contains("One") && told.contains("Two"), "{told}");
    }
}

#[dyno::test]
fn a_sync_function_without_a_runtime_waits() {
    #[inject]
    fn blocking(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    Registry::current().provide_with(|| async { Ok::<_, io::Error>(depot(7)) }).unwrap();
    assert_eq!(blocking().unwrap(), 7);
}

#[dyno::test]
async fn a_sync_function_on_the_one_thread_of_its_runtime_is_told_so() {
    #[inject]
    fn blocking(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    let gate = Arc::new(Semaphore::new(0));
    let opened = gate.clone();
    Registry::current()
        .provide_with(move || {
            let opened = opened.clone();
            async move {
                opened.acquire().await.unwrap().forget();
                Ok::<_, io::Error>(depot(7))
            }
        })
        .unwrap();
    let told = blocking().unwrap_err().to_string();
    assert!(told.contains("let an async function ask"), "{told}");
    gate.add_permits(1);
    assert_eq!((stock().await.unwrap(), blocking().unwrap()), (7, 7));
}

#[dyno::test(paused)]
async fn what_is_provided_by_hand_is_seen_and_twice_is_an_error() {
    let here = Registry::current();
    slow(&here, &Arc::default(), Duration::from_secs(3));
    assert!(here.provide::<dyn Depot>(depot(1)).is_err());
    let again = here.provide_with(|| async { Ok::<_, io::Error>(depot(2)) });
    assert!(again.unwrap_err().to_string().contains("provided twice"));
    let swapped = here.swap::<dyn Depot>(depot(9));
    assert_eq!(stock().await.unwrap(), 9);
    drop(swapped);
    assert_eq!(stock().await.unwrap(), 1);
    assert_eq!(here.remove::<dyn Depot>().unwrap().stock(), 1);
    assert!(matches!(stock().await, Err(Error::Missing { .. })));
}

#[dyno::test(paused)]
async fn what_is_removed_while_it_is_built_does_not_come_back() {
    let here = Registry::current();
    slow(&here, &Arc::default(), Duration::from_secs(3));
    let waits = tokio::spawn(stock());
    sleep(Duration::from_secs(1)).await;
    assert!(here.remove::<dyn Depot>().is_none());
    assert_eq!(waits.await.unwrap().unwrap(), 1);
    assert!(matches!(stock().await, Err(Error::Missing { .. })));
}

#[test]
fn a_runtime_that_ends_fails_the_building_and_the_next_builds_anew() {
    let (registry, builds) = (Registry::new(), Arc::new(AtomicU32::new(0)));
    let counted = builds.clone();
    registry
        .provide_with(move || {
            let build = counted.fetch_add(1, Relaxed);
            async move {
                if build == 0 {
                    std::future::pending::<()>().await;
                }
                Ok::<_, io::Error>(depot(7))
            }
        })
        .unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let slot = registry.slot::<dyn Depot>();
    first.block_on(async {
        let waits = tokio::spawn({
            let slot = slot.clone();
            async move { slot.resolve().await.map(drop) }
        });
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
    });
    drop(first);
    let told = runtime().block_on(slot.resolve()).err().unwrap().to_string();
    assert!(told.contains("runtime that built it has ended"), "{told}");
    assert_eq!(builds.load(Relaxed), 1);
}

#[dyno::test(paused)]
async fn for_whom_it_is_built() {
    let house = Registry::current();
    let counting = |scope| {
        let builds = Arc::new(AtomicU32::new(0));
        let build = move || {
            let number = builds.fetch_add(1, Relaxed);
            async move { Ok::<Arc<u32>, io::Error>(Arc::new(number)) }
        };
        Service::new("counted", build).scope(scope)
    };
    house.slot_named::<u32>("once").provide_service(counting(ServiceScope::Singleton)).unwrap();
    house.slot_named::<u32>("each").provide_service(counting(ServiceScope::Scoped)).unwrap();
    house.slot_named::<u32>("anew").provide_service(counting(ServiceScope::Transient)).unwrap();

    #[inject]
    async fn all(
        #[inject(tag = "once")] once: Arc<u32>,
        #[inject(tag = "each")] each: Arc<u32>,
        #[inject(tag = "anew")] anew: Arc<u32>,
    ) -> Result<[u32; 3], Error> {
        Ok([*once, *each, *anew])
    }

    let (one, two) = (house.child(), house.child());
    assert_eq!(one.scope(all()).await.unwrap(), [0, 0, 0]);
    assert_eq!(two.scope(all()).await.unwrap(), [0, 1, 1]);
    assert_eq!(one.scope(all()).await.unwrap(), [0, 0, 2]);
    assert_eq!(all().await.unwrap(), [0, 2, 3]);
    let late = house.child();
    assert_eq!(late.scope(all()).await.unwrap(), [0, 3, 4], "what its parent has is not for it");
    assert_eq!(*late.slot_named::<u32>("each").get().unwrap(), 3);
}

#[dyno::test(paused)]
async fn what_stands_in_is_replaced_when_it_can_be_built() {
    let builds = Arc::new(AtomicU32::new(0));
    let counted = builds.clone();
    let service = Service::new("depot", move || {
        let build = counted.fetch_add(1, Relaxed);
        async move { if build < 2 { Err(io::Error::other("refused")) } else { Ok(depot(7)) } }
    });
    let service = service.fallback(async |error: Error| {
        assert!(error.to_string().contains("refused"));
        Ok::<_, io::Error>(depot(0))
    });
    Registry::current().provide_service(service).unwrap();
    assert_eq!((stock().await.unwrap(), stock().await.unwrap(), builds.load(Relaxed)), (0, 0, 1));
    sleep(Duration::from_millis(1001)).await;
    assert_eq!(stock().await.unwrap(), 0);
    sleep(Duration::from_millis(1)).await;
    assert_eq!((stock().await.unwrap(), builds.load(Relaxed)), (0, 2));
    sleep(Duration::from_millis(2001)).await;
    assert_eq!(stock().await.unwrap(), 0);
    sleep(Duration::from_millis(1)).await;
    assert_eq!((stock().await.unwrap(), builds.load(Relaxed)), (7, 3));
}

#[dyno::test(paused)]
async fn what_is_eager_is_built_at_the_start_and_all_errors_are_told() {
    struct Late;
    let here = Registry::current();
    slow(&here, &Arc::default(), Duration::from_secs(3));
    here.provide_service(Service::new("left", async || Ok::<Arc<u32>, Error>(Arc::new(stock().await?))).eager())
        .unwrap();
    here.start(Duration::from_secs(10)).await.unwrap();
    assert_eq!(*here.get::<u32>().unwrap(), 1);

    let broken = |name: &'static str| move || async move { Err::<Arc<u8>, _>(io::Error::other(name)) };
    here.slot_named("a").provide_service(Service::new("a", broken("no a")).eager()).unwrap();
    here.slot_named("b").provide_service(Service::new("b", broken("no b")).eager()).unwrap();
    here.provide_service(
        Service::new("late", async || {
            sleep(Duration::from_secs(60)).await;
            Ok::<_, io::Error>(Arc::new(Late))
        })
        .eager(),
    )
    .unwrap();
    let not_started = here.start(Duration::from_secs(10)).await.unwrap_err();
    let told = not_started.to_string();
    assert!(
        told.contains("no a") && told.contains("no b") && told.contains("late: it was still being built"),
        "{told}"
    );
    assert_eq!((not_started.errors.len(), not_started.unfinished), (2, vec!["late".into()]));
    sleep(Duration::from_secs(51)).await;
    assert!(here.get::<Late>().is_ok());
}

#[dyno::test(flavor = "multi_thread")]
async fn one_that_blocks_is_built_on_a_thread_of_its_own() {
    let service = Service::blocking("depot", || Ok::<_, io::Error>(depot(7)));
    Registry::current().provide_service(service).unwrap();
    assert_eq!(stock().await.unwrap(), 7);
}

#[test]
fn sync_functions_on_all_threads_of_a_runtime_wait() {
    #[inject]
    fn blocking(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    for (threads, tasks) in [(1, 1), (2, 1), (2, 2), (4, 16)] {
        let registry = Registry::new();
        registry
            .provide_with(|| async {
                tokio::task::yield_now().await;
                Ok::<_, io::Error>(depot(7))
            })
            .unwrap();
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = registry.scope_runtime(builder.worker_threads(threads).enable_all()).build().unwrap();
        let all: Vec<_> = (0..tasks).map(|_| runtime.spawn(async { blocking() })).collect();
        for one in all {
            assert_eq!(runtime.block_on(one).unwrap().unwrap(), 7);
        }
    }
}

#[dyno::test]
async fn one_that_blocks_can_be_awaited_by_a_sync_function_on_the_one_thread() {
    #[inject]
    fn blocking(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    let service = Service::blocking("depot", || Ok::<_, io::Error>(depot(7)));
    Registry::current().provide_service(service).unwrap();
    assert_eq!(blocking().unwrap(), 7);
}

#[dyno::test]
fn several_are_built_at_once_for_code_that_blocks() {
    struct One;
    struct Other;

    #[inject]
    fn both(#[inject] _one: Arc<One>, #[inject] _other: Arc<Other>) -> Result<(), Error> {
        Ok(())
    }

    let here = Registry::current();
    let (meeting, other) = (Arc::new(Meeting::default()), Arc::new(Meeting::default()));
    let (a, b) = (meeting.clone(), other.clone());
    let (c, d) = (meeting, other);
    let one = move || {
        a.tell();
        b.hear().map(|()| Arc::new(One))
    };
    let other = move || {
        d.tell();
        c.hear().map(|()| Arc::new(Other))
    };
    here.provide_service(Service::blocking("one", one)).unwrap();
    here.provide_service(Service::blocking("other", other)).unwrap();
    both().unwrap();
}

/// Where one builder waits for another, which must be at work at the same time.
#[derive(Default)]
struct Meeting {
    is_there: std::sync::Mutex<bool>,
    told: std::sync::Condvar,
}

impl Meeting {
    fn tell(&self) {
        *self.is_there.lock().unwrap() = true;
        self.told.notify_all();
    }

    fn hear(&self) -> io::Result<()> {
        let is_there = self.is_there.lock().unwrap();
        let waited = self.told.wait_timeout_while(is_there, Duration::from_secs(10), |is_there| !*is_there);
        if waited.unwrap().1.timed_out() { Err(io::Error::other("alone")) } else { Ok(()) }
    }
}

#[dyno::test]
fn who_blocks_for_one_is_told_when_his_time_is_up() {
    struct Never;

    #[command(pool = "built for who blocks", timeout = 50ms)]
    fn waits(#[inject] _never: Arc<Never>) -> Result<(), Error> {
        Ok(())
    }

    #[inject]
    fn inherits(#[inject] _never: Arc<Never>) -> Result<(), Error> {
        Ok(())
    }

    let meeting = Arc::new(Meeting::default());
    let heard = meeting.clone();
    let never = Service::blocking("never", move || heard.hear().map(|()| Arc::new(Never)));
    Registry::current().provide_service(never).unwrap();
    assert!(matches!(waits(), Err(Error::Timeout { .. })));
    assert_eq!(waits::metrics().totals.calls.timeout, 1);
    let inherited = dyno::within_sync(Duration::from_millis(50), inherits);
    assert!(matches!(inherited, Err(Error::Timeout { .. })), "{inherited:?}");
    meeting.tell();
    waits().unwrap();
}

#[dyno::test(paused)]
async fn who_has_given_up_waiting_is_not_waited_for_in_a_circle() {
    struct A;
    struct B;
    let here = Registry::current();
    here.provide_with(async || {
        let gave_up = tokio::time::timeout(Duration::from_millis(10), Registry::current().resolve::<B>()).await;
        assert!(gave_up.is_err());
        sleep(Duration::from_millis(100)).await;
        Ok::<_, Error>(Arc::new(A))
    })
    .unwrap();
    here.provide_with(async || {
        sleep(Duration::from_millis(50)).await;
        Registry::current().resolve::<A>().await.map(|_| Arc::new(B))
    })
    .unwrap();
    here.resolve::<A>().await.unwrap();
    here.resolve::<B>().await.unwrap();
}

#[dyno::test(paused)]
async fn the_way_of_a_circle_is_told_from_its_beginning() {
    struct X;
    struct Y;
    struct Z;
    async fn by<T: Send + Sync + 'static, R>(made: R) -> Result<Arc<R>, Error> {
        Registry::current().resolve::<T>().await.map(|_| Arc::new(made))
    }
    let here = Registry::current();
    here.provide_service(Service::new("x", || by::<Y, _>(X))).unwrap();
    here.provide_service(Service::new("y", || by::<Z, _>(Y))).unwrap();
    here.provide_service(Service::new("z", || by::<X, _>(Z))).unwrap();
    let told = here.resolve::<X>().await.map(drop).unwrap_err().to_string();
    assert!(told.contains("it needs itself: x -> y -> z -> x"), "{told}");
}

#[dyno::test(paused)]
async fn who_only_looks_gets_what_stands_in_or_hears_that_it_is_not_built() {
    let (here, builds) = (Registry::current(), Arc::default());
    slow(&here, &builds, Duration::from_secs(3));
    let told = here.get::<dyn Depot>().map(|depot| depot.stock()).unwrap_err();
    assert!(matches!(told, Error::ServiceFailed { .. }) && told.to_string().contains("not built yet"), "{told}");
    let stands_in =
        Service::new("left", async || Err::<Arc<u8>, _>("none")).fallback(async |_| Ok::<_, io::Error>(Arc::new(9)));
    here.provide_service(stands_in).unwrap();
    here.resolve::<u8>().await.unwrap();
    assert_eq!(*here.get::<u8>().unwrap(), 9);
    let missing = here.resolve::<u16>().await.unwrap_err().to_string();
    assert!(missing.contains("built.rs"), "{missing}");
}
