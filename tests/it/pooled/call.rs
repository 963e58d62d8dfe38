//! A plain call, which blocks its thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use dyno::{BreakerState, Cause, Command, Error, command, pool, timeout};

use super::{Failed, Gate, SHORT, until};

#[command(pool("calls", threads = 2, queue = 0), breaker(consecutive = 2, open_for = 3600s), fallback = |cause| told(cause))]
fn guarded(work: fn() -> Result<u32, Failed>) -> Result<u32, Failed> {
    work()
}

fn told(cause: Cause<Failed>) -> Result<u32, Failed> {
    match cause {
        Cause::Own(error) => Err(error),
        Cause::Dyno(error) => Err(error.into()),
    }
}

#[timeout(5ms)]
#[command(fallback = |_| Ok(7))]
fn held(gate: Gate) -> Result<u32, Failed> {
    gate.pass();
    Ok(1)
}

#[dyno::test]
fn the_body_runs_on_a_thread_of_the_pool() {
    #[pool("threads of its own")]
    fn thread_name() -> Result<Option<String>, Error> {
        Ok(thread::current().name().map(str::to_owned))
    }
    assert_eq!(thread_name().unwrap().as_deref(), Some("dyno-threads of its own-1"));
    assert_eq!(thread_name::pool().name(), "threads of its own");
    assert_eq!(thread_name::metrics().pool.as_deref(), Some("threads of its own"));
}

#[dyno::test]
fn outcomes_are_counted_as_anywhere() {
    assert_eq!(guarded(|| Ok(3)).unwrap(), 3);
    assert!(matches!(guarded(|| Err(Failed::Down)), Err(Failed::Down)));
    let panicked = guarded(|| panic!("out of stock")).unwrap_err().to_string();
    assert!(panicked.ends_with("::guarded: panicked: out of stock"), "{panicked}");
    assert_eq!(guarded::breaker().state(), BreakerState::Open, "a panic is a failure");
    assert!(matches!(guarded(|| Ok(3)), Err(Failed::Guard(Error::Open { .. }))));
    let totals = guarded::metrics().totals;
    let calls = totals.calls;
    assert_eq!((calls.success, calls.failure, calls.panicked, calls.rejected), (1, 1, 1, 1));
    assert_eq!((totals.started, calls.sum(), totals.fallback_failure), (4, 4, 3));
    assert_eq!(guarded::pool().snapshot().totals.accepted, 3, "what the breaker turns away never comes to the pool");
}

#[dyno::test]
fn a_full_pool_rejects_and_that_is_no_news_to_the_breaker() {
    let pool = guarded::pool();
    pool.resize(1, 0).unwrap();
    let (gate, keeper) = Gate::new();
    let holder = thread::spawn({
        let (pool, registry) = (pool.clone(), dyno::Registry::current());
        move || {
            let _inside = registry.enter();
            pool.call(move || {
                gate.pass();
                Ok::<_, Error>(())
            })
        }
    });
    keeper.has_begun.recv().unwrap();
    for _ in 0..5 {
        let full = guarded(|| Ok(3)).unwrap_err();
        assert!(
            matches!(&full, Failed::Guard(Error::Full(full)) if full.active == 1 && full.queued == 0 && full.limit == 1),
            "{full}"
        );
    }
    assert_eq!(guarded::breaker().state(), BreakerState::Closed);
    assert_eq!(guarded::metrics().totals.calls.rejected, 5);
    keeper.go.send(()).unwrap();
    holder.join().unwrap().unwrap();
    assert_eq!(guarded(|| Ok(3)).unwrap(), 3);
}

#[dyno::test]
fn the_caller_walks_away_when_the_time_is_up() {
    // A body that has not begun by then never does, and nothing is abandoned.
    let mut calls = 0;
    let keeper = loop {
        let (gate, keeper) = Gate::new();
        assert_eq!(held(gate).unwrap(), 7);
        calls += 1;
        assert_eq!((held::metrics().totals.calls.timeout, held::metrics().in_flight), (calls, 0));
        if keeper.has_begun.recv().is_ok() {
            break keeper;
        }
    };
    let pool = held::pool();
    assert_eq!(pool.name(), module_path!(), "that of its group");
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.abandoned, snapshot.active), (1, 1));
    keeper.go.send(()).unwrap();
    until(|| pool.snapshot().abandoned == 0 && pool.snapshot().active == 0);
    assert_eq!(pool.snapshot().totals.abandoned, 1);
}

#[dyno::test]
fn an_abandoned_body_can_ask_whether_it_is_and_comes_to_an_end() {
    #[command(timeout = 5ms, pool("asks"), fallback = 0)]
    fn asks() -> Result<u32, Error> {
        until(dyno::cancelled);
        Ok(1)
    }
    assert_eq!(asks().unwrap(), 0);
    until(|| asks::pool().snapshot().active == 0);
}

#[dyno::test]
fn a_hung_body_opens_the_breaker() {
    #[command(timeout = 1ms, pool("hangs", threads = 3, queue = 0), breaker(consecutive = 3, open_for = 3600s))]
    fn hangs(gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
    // What has not begun when its time is up is no news.
    let mut keepers = Vec::new();
    while keepers.len() < 3 {
        let (gate, keeper) = Gate::new();
        // Or full, while a thread is still about to begin one that was given up.
        assert!(matches!(hangs(gate), Err(Error::Timeout { .. } | Error::Full { .. })));
        if keeper.has_begun.recv().is_ok() {
            keepers.push(keeper);
        }
    }
    assert_eq!(hangs::breaker().state(), BreakerState::Open);
    drop(keepers);
    until(|| hangs::pool().snapshot().active == 0);
}

#[dyno::test]
fn a_wait_in_the_queue_ends_with_the_time_of_the_call_and_is_no_news_to_the_breaker() {
    #[command(timeout = 5ms, pool("queues", threads = 1, queue = 9), breaker(consecutive = 1), name = "queues")]
    fn queues(gate: Option<Gate>) -> Result<(), Error> {
        if let Some(gate) = gate {
            gate.pass();
        }
        Ok(())
    }
    let set = |timeout| Command::named("queues").unwrap().configure(|settings| settings.timeout = timeout);
    set(None).unwrap();
    let (gate, keeper) = Gate::new();
    let registry = dyno::Registry::current();
    let holder = thread::spawn(move || {
        let _inside = registry.enter();
        queues(Some(gate))
    });
    keeper.has_begun.recv().unwrap();
    set(Some(SHORT)).unwrap();
    assert!(matches!(queues(None), Err(Error::Timeout(timeout)) if timeout.limit == SHORT));
    set(None).unwrap();
    queues::pool().configure(|settings| settings.queue_timeout = Some(SHORT)).unwrap();
    let late = queues(None).unwrap_err();
    assert!(matches!(&late, Error::Timeout(timeout) if timeout.limit == SHORT));
    let pool = queues::pool().name().to_owned();
    assert!(late.to_string().contains(&format!("queues, in the queue of pool `{pool}`: gave up")), "{late}");
    assert_eq!(queues::breaker().state(), BreakerState::Closed);
    assert_eq!((queues::metrics().totals.calls.timeout, queues::pool().snapshot().queued), (2, 0));
    keeper.go.send(()).unwrap();
    holder.join().unwrap().unwrap();
}

#[dyno::test]
fn nested_commands_of_one_pool_do_not_deadlock() {
    #[command(pool("tree", threads = 1, queue = 0), timeout = 3600s)]
    fn tree(depth: u32) -> Result<u32, Error> {
        if depth == 0 { Ok(1) } else { Ok(tree(depth - 1)? + other(depth - 1)?) }
    }
    #[command(pool("wood", threads = 1, queue = 0))]
    fn other(depth: u32) -> Result<u32, Error> {
        if depth == 0 { Ok(1) } else { tree(depth - 1) }
    }
    assert!(tree(6).unwrap() > 1);
    assert_eq!((tree::pool().snapshot().active, other::pool().snapshot().active), (0, 0));
}

#[dyno::test]
fn what_runs_on_the_spot_is_timed_at_its_end() {
    #[command(pool("spot", threads = 1, queue = 0))]
    fn outer() -> Result<Result<(), Error>, Error> {
        Ok(inner())
    }
    #[command(pool("spot"), timeout = 1ms)]
    fn inner() -> Result<(), Error> {
        let begun = Instant::now();
        until(|| begun.elapsed() >= Duration::from_millis(3));
        Ok(())
    }
    assert!(matches!(outer().unwrap(), Err(Error::Timeout { .. })));
    assert_eq!(inner::metrics().totals.calls.timeout, 1);
}

#[dyno::test]
fn a_callers_budget_ends_a_nested_call_on_another_pool() {
    #[command(pool("upper"), timeout = 5ms, fallback = 7)]
    fn upper(gate: Gate) -> Result<u32, Error> {
        lower(gate)
    }
    #[command(pool("lower"), timeout = 3600s)]
    fn lower(gate: Gate) -> Result<u32, Error> {
        gate.pass();
        Ok(1)
    }
    let (gate, keeper) = Gate::new();
    assert_eq!(upper(gate).unwrap(), 7);
    until(|| lower::metrics().totals.calls.timeout == 1);
    drop(keeper);
    until(|| lower::pool().snapshot().active == 0 && upper::pool().snapshot().active == 0);
}

#[dyno::test]
fn methods_of_an_arc_and_functions_without_a_handle_have_pools() {
    struct Shop(u32);
    impl Shop {
        #[command(pool("shops"), timeout = 3600s)]
        fn count(self: Arc<Self>, more: u32) -> Result<u32, Error> {
            Ok(self.0 + more)
        }

        #[pool("shops")]
        #[command(handle = false)]
        fn open(left: u32) -> Result<Self, Error> {
            Ok(Self(left))
        }
    }
    let shop = Arc::new(Shop::open(3).unwrap());
    assert_eq!(shop.count(4).unwrap(), 7);
}

#[dyno::test]
fn generic_functions_and_patterns_go_to_a_pool() {
    #[command(pool("shapes"), fallback = |_| Ok((T::default(), b)))]
    fn shapes<T: Default + Send + 'static, const N: usize>(a: T, (mut b, _): (usize, u8)) -> Result<(T, usize), Error> {
        b += N;
        Ok((a, b))
    }
    assert_eq!(shapes::<_, 3>("left".to_owned(), (4, 0)).unwrap(), ("left".to_owned(), 7));
    let task = shapes::command::<String, 3>("right".to_owned(), (4, 0)).submit();
    assert_eq!(task.result().unwrap(), ("right".to_owned(), 7));
}

#[dyno::test]
fn by_value_arguments_are_cloned_once_for_a_fallback_and_only_after_admission() {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    static CLONES: AtomicU32 = AtomicU32::new(0);
    #[derive(Debug, PartialEq)]
    struct Counted;
    impl Clone for Counted {
        fn clone(&self) -> Self {
            CLONES.fetch_add(1, Relaxed);
            Self
        }
    }
    #[command(pool("clones"), breaker, fallback = |_| Ok(counted))]
    fn clones(counted: Counted) -> Result<Counted, Failed> {
        let Counted = counted;
        Err(Failed::Down)
    }
    assert_eq!(clones(Counted).unwrap(), Counted);
    assert_eq!(CLONES.load(Relaxed), 1);
    clones::breaker().trip().unwrap();
    assert_eq!(clones(Counted).unwrap(), Counted);
    assert_eq!(CLONES.load(Relaxed), 1);
}

#[dyno::test]
fn the_plan_shows_the_pool_and_settings_of_one_command_hold_for_all() {
    #[command(pool("planned", threads = 3))]
    fn one() -> Result<(), Error> {
        Ok(())
    }
    #[command(pool = "planned")]
    fn two() -> Result<(), Error> {
        Ok(())
    }
    let plan = two::plan().to_string();
    assert!(plan.contains("pool \"planned\"") && plan.contains("threads = 3 "), "{plan}");
    two().unwrap();
    one().unwrap();
    assert_eq!(one::pool().snapshot().totals.ended, 2);
}

#[dyno::test]
fn a_time_limit_can_be_given_to_what_has_a_pool() {
    #[command(pool("late limits"), name = "late limits", fallback = 7)]
    fn late(gate: Gate) -> Result<u32, Error> {
        gate.pass();
        Ok(1)
    }
    Command::named("late limits").unwrap().configure(|settings| settings.timeout = Some(SHORT)).unwrap();
    let (gate, keeper) = Gate::new();
    assert_eq!(late(gate).unwrap(), 7);
    drop(keeper);
    until(|| late::pool().snapshot().active == 0);
}

#[dyno::test]
fn what_has_no_name_lasts_as_long_as_the_body() {
    use std::sync::Mutex;

    struct Permit(Sender<&'static str>, &'static str);
    impl Drop for Permit {
        fn drop(&mut self) {
            self.0.send(self.1).unwrap();
        }
    }
    fn seen(dropped: &Mutex<Receiver<&'static str>>) -> Vec<&'static str> {
        dropped.lock().unwrap().try_iter().collect()
    }

    #[pool("permits")]
    fn held(
        dropped: Arc<Mutex<Receiver<&'static str>>>,
        _: Permit,
        (_, _second): (Permit, Permit),
    ) -> Result<Vec<&'static str>, Error> {
        Ok(seen(&dropped))
    }

    #[timeout(10s)]
    fn held_in_time(dropped: Arc<Mutex<Receiver<&'static str>>>, _: Permit) -> Result<Vec<&'static str>, Error> {
        Ok(seen(&dropped))
    }

    let (sender, dropped) = channel();
    let permit = |name| Permit(sender.clone(), name);
    let dropped = Arc::new(Mutex::new(dropped));
    let held = held(dropped.clone(), permit("first"), (permit("left"), permit("second")));
    assert_eq!(held.unwrap(), Vec::<&str>::new());
    assert_eq!(seen(&dropped), ["second", "left", "first"]);
    assert_eq!(held_in_time(dropped.clone(), permit("first")).unwrap(), Vec::<&str>::new());
    assert_eq!(seen(&dropped), ["first"]);
}

struct Lease(Sender<&'static str>);

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.send("given back").unwrap();
    }
}

impl Lease {
    #[timeout(5ms)]
    fn work(self, gate: Gate) -> Result<(), Error> {
        gate.pass();
        Ok(())
    }
}

#[dyno::test]
fn a_method_that_was_left_keeps_itself_until_its_body_has_ended() {
    let (sender, given_back) = channel();
    let (gate, keeper) = Gate::new();
    assert!(Lease(sender).work(gate).is_err_and(|error| matches!(error, Error::Timeout { .. })));
    assert!(given_back.try_recv().is_err());
    drop(keeper);
    assert_eq!(given_back.recv().unwrap(), "given back");
}
