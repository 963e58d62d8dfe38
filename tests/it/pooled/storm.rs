//! Everything at once: nothing is lost, and nothing hangs.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use dyno::{Error, Pool, Registry, SharedTask, SyncTask, command};
use fastrand::Rng;
use tokio::runtime;

use super::{Failed, LONG, until};

/// How many threads submit.
const CUSTOMERS: u64 = 8;
/// How many tasks each of them holds at most.
const HELD: usize = 6;
/// Over before some of the bodies are.
const TINY: Duration = Duration::from_micros(300);
/// When nothing has ended for so long, nothing will.
const PATIENCE: Duration = Duration::from_secs(60);

type Answer = Result<u64, Failed>;

#[command(pool("storm", threads = 3, queue = 32), timeout = 20ms)]
fn outer(number: u64) -> Answer {
    match number % 64 {
        2 if number % 1024 == 2 => until(dyno::cancelled),
        3 => drop(inner(number)),
        // On the spot.
        4 => drop(outer(number + 1)),
        5..9 => thread::yield_now(),
        _ => return plain(number),
    }
    Ok(number)
}

#[command(pool("inner storm", threads = 2, queue = 8), timeout = 20ms, fallback = |_| Ok(number))]
fn inner(number: u64) -> Answer {
    plain(number)
}

/// Is one job as a whole.
#[command(group = "storm of jobs")]
fn single(number: u64) -> Answer {
    plain(number)
}

fn plain(number: u64) -> Answer {
    match number % 64 {
        0 => Err(Failed::Down),
        // Past the hook, which would print it.
        1 => resume_unwind(Box::new("the storm")),
        _ => Ok(number),
    }
}

fn judge(number: u64, answer: &Answer) {
    let is_possible = match answer {
        Ok(answer) => *answer == number,
        Err(Failed::Down) => number % 64 == 0,
        Err(Failed::Guard(Error::Panicked { .. })) => number % 64 == 1,
        Err(Failed::Guard(error)) => {
            matches!(error, Error::Full { .. } | Error::Timeout { .. } | Error::Cancelled { .. })
        }
    };
    assert!(is_possible, "{number} was answered by {answer:?}");
}

/// Submits, and does with what it holds whatever comes to its mind.
struct Customer {
    random: Rng,
    pools: Vec<Pool>,
    held: Vec<(u64, SyncTask<Answer>)>,
    /// Where others wait for what it waits for.
    others: Sender<(u64, SharedTask<Answer>)>,
    runtime: runtime::Runtime,
}

impl Customer {
    fn act(&mut self, number: u64) {
        let task = match self.random.u32(..64) {
            0..4 => return judge(number, &outer(number)),
            4..8 => return judge(number, &self.pools[0].call(move || plain(number))),
            8 => return self.resize(),
            9..12 => outer::command(number).timeout(TINY).submit(),
            12..24 => inner::command(number).submit(),
            24..32 => single::command(number).submit(),
            _ => outer::command(number).submit(),
        };
        self.held.push((number, task));
        while self.held.len() > self.random.usize(..=HELD) {
            let (number, task) = self.held.swap_remove(self.random.usize(..self.held.len()));
            self.end(number, task);
        }
    }

    fn end(&mut self, number: u64, task: SyncTask<Answer>) {
        match self.random.u32(..16) {
            0 => drop(task),
            1 => drop(task.cancel("enough")),
            2 => {
                let _ = task.cancel("enough");
                judge(number, &task.result());
            }
            3 => drop(task.wait(TINY)),
            4 => judge(number, &task.result_timeout(TINY)),
            5 => {
                let shared = task.share();
                let _ = self.others.send((number, shared.clone()));
                judge(number, &shared.blocking_result());
            }
            6 => judge(number, &self.runtime.block_on(task)),
            7 => {
                assert!(task.wait(LONG));
                judge(number, &task.result());
            }
            _ => judge(number, &task.result()),
        }
    }

    fn resize(&mut self) {
        let pool = &self.pools[self.random.usize(..self.pools.len())];
        pool.resize(self.random.u32(1..6), self.random.u32(..40)).unwrap();
    }
}

#[test]
fn a_hundred_thousand_submits_all_have_an_end() {
    storm(100_000);
}

#[test]
#[ignore = "ten times as long"]
fn a_million_submits_all_have_an_end() {
    storm(1_000_000);
}

fn storm(submits: u64) {
    let registry = Registry::new();
    let _inside = registry.enter();
    let direct = Pool::builder("direct storm").threads(2).queue(4).build().unwrap();
    // Pools are made by the first call.
    for made in [outer(5), inner(5), single::command(5).submit().result()] {
        made.unwrap();
    }
    let pools = [direct, outer::pool(), inner::pool(), dyno::pool("storm of jobs").unwrap()];
    let (others, waiters) = others();
    let (went_on, has_gone_on) = channel();
    let customers: Vec<_> = (0..CUSTOMERS)
        .map(|customer| {
            let (registry, pools, others, went_on) =
                (registry.clone(), pools.to_vec(), others.clone(), went_on.clone());
            thread::spawn(move || {
                let _inside = registry.enter();
                let runtime = runtime::Builder::new_current_thread().build().unwrap();
                let mut customer =
                    Customer { random: Rng::with_seed(customer), pools, held: Vec::new(), others, runtime };
                for number in 0..submits / CUSTOMERS {
                    customer.act(number);
                    if number % 64 == 0 {
                        let _ = went_on.send(());
                    }
                }
            })
        })
        .collect();
    drop((others, went_on));
    loop {
        match has_gone_on.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("it hangs: {:#?}", dyno::snapshot()),
        }
    }
    for thread in customers.into_iter().chain([waiters]) {
        thread.join().unwrap();
    }
    is_over();
}

fn others() -> (Sender<(u64, SharedTask<Answer>)>, JoinHandle<()>) {
    let (sender, shared) = channel();
    let waiters = thread::spawn(move || {
        for (number, shared) in shared {
            let shared: SharedTask<Answer> = shared;
            judge(number, &shared.blocking_result());
        }
    });
    (sender, waiters)
}

/// Waits for what was dropped or given up, and finds that all of it has ended.
fn is_over() {
    let is_still = || {
        let now = dyno::snapshot();
        let pools = now.pools.iter().all(|pool| (pool.active, pool.queued, pool.abandoned) == (0, 0, 0));
        pools && now.commands.iter().all(|command| command.in_flight == 0)
    };
    let began = Instant::now();
    while !is_still() {
        assert!(began.elapsed() < PATIENCE, "it hangs: {:#?}", dyno::snapshot());
        thread::yield_now();
    }
    let end = dyno::snapshot();
    let (pools, commands): (Vec<_>, Vec<_>) = (
        end.pools.iter().filter(|pool| pool.totals.accepted > 0).collect(),
        end.commands.iter().filter(|command| command.totals.started > 0).collect(),
    );
    assert_eq!((pools.len(), commands.len()), (4, 3));
    for pool in pools {
        let totals = pool.totals;
        assert_eq!(totals.accepted, totals.ended, "{pool:#?}");
        assert!(pool.threads <= pool.settings.threads, "{pool:#?}");
    }
    for command in commands {
        let calls = command.totals.calls;
        assert_eq!(command.totals.started, calls.sum(), "{command:#?}");
        assert!(calls.success > 0 && calls.failure > 0 && calls.panicked > 0, "{command:#?}");
    }
    let outer = outer::metrics().totals.calls;
    assert!(outer.timeout > 0 && outer.cancelled > 0 && outer.rejected > 0, "{outer:?}");
    assert!(outer::pool().snapshot().totals.abandoned > 0);
}
