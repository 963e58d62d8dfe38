//! Virtual time: requests come by chance, makings take as long as chance says, and nothing else takes any time.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use dyno::{Cache, Error, ManualClock, Registry};
use fastrand::Rng;
use serde::Serialize;
use tokio::runtime::Builder;
use tokio::sync::oneshot::{Sender, channel};
use tokio::task::yield_now;

use crate::way::{Notes, Way};

/// A making takes so long on average, and by chance more or less: the logarithms are spread by that.
const TAKES: Duration = Duration::from_millis(200);
const SPREAD: f64 = 0.3;

/// How long a time the picture shows, and its steps.
pub(crate) const SHOWN: Duration = Duration::from_secs(45);
pub(crate) const STEP: Duration = Duration::from_millis(50);

/// Requests for one key.
pub(crate) struct Load {
    /// Between two requests, on average.
    pub(crate) gap: Duration,
    pub(crate) ttl: Duration,
    /// How long it goes on.
    pub(crate) ttls: u32,
}

/// What became of it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Seen {
    pub(crate) makings_per_ttl: f64,
    /// The share of those who did not have their value at once.
    pub(crate) blocked: f64,
    pub(crate) p999_ms: f64,
    /// The most that waited in each step of the time that is shown.
    #[serde(skip)]
    pub(crate) waiting: Vec<usize>,
    /// When makings began in that time.
    #[serde(skip)]
    pub(crate) began: Vec<Duration>,
}

/// The time, and who waits for it.
pub(crate) struct World {
    clock: ManualClock,
    now: AtomicU64,
    random: Mutex<Rng>,
    /// Who is told when.
    due: Mutex<BTreeMap<(Duration, usize), Sender<()>>>,
    began: Mutex<Vec<Duration>>,
    pub(crate) notes: Notes,
}

impl World {
    /// Makes a value, which takes its time.
    pub(crate) async fn make(&self) {
        let takes = TAKES.mul_f64((SPREAD * normal(&mut lock(&self.random)) - SPREAD * SPREAD / 2.0).exp());
        let (tell, told) = channel();
        let number = {
            let mut began = lock(&self.began);
            began.push(self.now());
            began.len()
        };
        lock(&self.due).insert((self.now() + takes, number), tell);
        let _ = told.await;
        self.notes.took(takes);
    }

    /// Goes on to when the next making ends.
    fn next_lands(&self) {
        let next = lock(&self.due).pop_first();
        if let Some(((at, _), tell)) = next {
            self.set(at);
            let _ = tell.send(());
        }
    }

    fn now(&self) -> Duration {
        Duration::from_nanos(self.now.load(Relaxed))
    }

    fn set(&self, now: Duration) {
        self.now.store(u64::try_from(now.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        self.clock.set(now);
    }
}

type Asking = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

/// Sends the load at a cache.
pub(crate) fn run(way: Way, load: &Load) -> Seen {
    let world = Arc::new(World {
        clock: ManualClock::new(),
        now: AtomicU64::new(0),
        random: Mutex::new(Rng::with_seed(11)),
        due: Mutex::default(),
        began: Mutex::default(),
        notes: Notes::default(),
    });
    let _scope = Registry::with_clock(&world.clock).enter();
    let builder = way.sets(Cache::builder("hot").ttl(load.ttl).seed(7), &world.notes);
    let cache = builder.build().expect("these settings can be");
    let runtime = Builder::new_current_thread().build().expect("a runtime without a timer needs nothing");
    let (mut seen, mut waits, asked) = runtime.block_on(async {
        let mut first: Vec<(Duration, Asking)> =
            vec![(Duration::ZERO, Box::pin(way.asks(cache.clone(), world.clone())))];
        turns(&mut first, Duration::ZERO, &mut Vec::new()).await;
        yield_now().await;
        world.next_lands();
        turns(&mut first, Duration::ZERO, &mut Vec::new()).await;
        // The first making, for which somebody has to wait, is none of what is measured.
        lock(&world.began).clear();
        sends(way, load, &world, &cache).await
    });
    let began = lock(&world.began);
    seen.makings_per_ttl = began.len() as f64 / f64::from(load.ttls);
    seen.began = began.iter().copied().filter(|at| *at < SHOWN).collect();
    seen.blocked = waits.len() as f64 / asked as f64;
    waits.sort_unstable();
    // Of a thousand who ask one may be slower.
    let slower = usize::try_from(asked / 1_000).unwrap_or(usize::MAX);
    let p999 = waits.len().checked_sub(slower + 1).map_or(Duration::ZERO, |at| waits[at]);
    seen.p999_ms = p999.as_secs_f64() * 1e3;
    seen
}

/// Answers what is to be seen, how long those waited who did, and how many asked.
async fn sends(way: Way, load: &Load, world: &Arc<World>, cache: &Cache<u32, ()>) -> (Seen, Vec<Duration>, u64) {
    let mut chance = Rng::with_seed(3);
    let mut gap = || load.gap.mul_f64(-(1.0 - chance.f64()).ln());
    let (mut next, mut asked, mut waits) = (world.now() + gap(), 0, Vec::new());
    let end = world.now() + load.ttl * load.ttls;
    let mut pending: Vec<(Duration, Asking)> = Vec::new();
    let mut seen = Seen { waiting: vec![0; steps(SHOWN)], ..Seen::default() };
    loop {
        let due = lock(&world.due).first_key_value().map(|((at, _), _)| *at);
        let now = due.map_or(next, |due| due.min(next));
        if now >= end {
            return (seen, waits, asked);
        }
        if due == Some(now) {
            world.next_lands();
            turns(&mut pending, now, &mut waits).await;
        } else {
            world.set(now);
            next = now + gap();
            asked += 1;
            let mut asking: Asking = Box::pin(way.asks(cache.clone(), world.clone()));
            if asking.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
                pending.push((now, asking));
            }
            // What was spawned begins.
            yield_now().await;
        }
        if let Some(waiting) = seen.waiting.get_mut(steps(now)) {
            *waiting = pending.len().max(*waiting);
        }
    }
}

/// By Box and Muller.
fn normal(random: &mut Rng) -> f64 {
    (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos()
}

fn steps(time: Duration) -> usize {
    usize::try_from(time.as_millis() / STEP.as_millis()).unwrap_or(usize::MAX)
}

/// Lets everybody go on whom that concerns.
async fn turns(pending: &mut Vec<(Duration, Asking)>, now: Duration, waits: &mut Vec<Duration>) {
    loop {
        for _ in 0..3 {
            yield_now().await;
        }
        let before = pending.len();
        pending.retain_mut(|(since, asking)| {
            let is_pending = asking.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
            if !is_pending {
                waits.push(now.checked_sub(*since).unwrap_or_default());
            }
            is_pending
        });
        if pending.len() == before {
            return;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
