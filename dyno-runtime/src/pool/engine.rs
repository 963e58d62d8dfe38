//! What the handles of a pool share with its threads: the core under its lock, and the counters.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::{Cancelled, Error, Full, NoThread};
use crate::pool::job::Run;
use crate::pool::lingering::Lingering;
use crate::pool::seat::{Order, Seat};
use crate::pool::settings::PoolSettings;
use crate::pool::snapshot::{PoolSnapshot, PoolTotals};
use crate::pool::state::{Next, Offered, State};
use crate::pool::{here, thread, worker};
use crate::settings::{Follow, Layer, Layers, Origin};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// What waits for a thread.
pub(super) type Queued = Arc<dyn Run>;

/// A pool without its name in the registry: what its threads know of it.
pub(crate) struct Engine {
    name: Arc<str>,
    clock: Clock,
    core: Mutex<Core>,
    /// As it is set, in ns for whoever submits; 0 is off.
    queue_timeout: AtomicU64,
    /// Threads whose job nobody waits for any more.
    abandoned: AtomicU64,
    totals: Totals,
    lingering: Lingering,
}

struct Core {
    settings: PoolSettings,
    layers: Layers<PoolSettings>,
    state: State<Queued, Seat>,
    /// How many threads were started, and the most that there were at once.
    started: u64,
    largest: u32,
}

#[derive(Debug, Default)]
struct Totals {
    accepted: AtomicU64,
    rejected: AtomicU64,
    ended: AtomicU64,
    abandoned: AtomicU64,
}

impl Engine {
    pub(crate) fn new(name: Arc<str>, clock: Clock, settings: PoolSettings) -> Arc<Self> {
        let layers = Layers::new(settings.clone(), &[], &Origin::Default);
        Self::with_layers(name, clock, settings, layers)
    }

    pub(super) fn with_layers(
        name: Arc<str>,
        clock: Clock,
        settings: PoolSettings,
        layers: Layers<PoolSettings>,
    ) -> Arc<Self> {
        let state = State::new(settings.threads, settings.queue);
        let queue_timeout = AtomicU64::new(nanoseconds(settings.queue_timeout));
        let core = Mutex::new(Core { settings, layers, state, started: 0, largest: 0 });
        let (abandoned, totals, lingering) = (AtomicU64::new(0), Totals::default(), Lingering::default());
        Arc::new(Self { name, clock, core, queue_timeout, abandoned, totals, lingering })
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn settings(&self) -> PoolSettings {
        lock(&self.core).settings.clone()
    }

    /// How long a job waits for a thread at most.
    pub(crate) fn queue_timeout(&self) -> Option<Duration> {
        match self.queue_timeout.load(Relaxed) {
            0 => None,
            limit => Some(Duration::from_nanos(limit)),
        }
    }

    pub(super) fn built_at(&self) -> Origin {
        lock(&self.core).layers.built_at().clone()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &PoolSettings) -> bool {
        lock(&self.core).layers.base() == settings
    }

    pub(super) fn layers<R>(&self, look: impl FnOnce(&Layers<PoolSettings>) -> R) -> R {
        look(&lock(&self.core).layers)
    }

    /// Takes a job, or tells why not. Gives its number if it waits in the queue.
    pub(super) fn offer(self: &Arc<Self>, job: Queued) -> Result<Option<u64>, Error> {
        let (offered, active, queued, limit) = {
            let mut core = lock(&self.core);
            let offered = core.state.offer(job, here::is_at_work());
            core.largest = core.largest.max(core.state.alive());
            (offered, core.state.active(), core.state.queued(), core.settings.threads)
        };
        match offered {
            Offered::Full(_) => {
                self.totals.rejected.fetch_add(1, Relaxed);
                Err(Error::from(Full { name: self.name.clone(), active, queued, limit }))
            }
            Offered::Closed(_) => {
                self.totals.rejected.fetch_add(1, Relaxed);
                Err(self.closed())
            }
            Offered::Queued(number) => {
                self.totals.accepted.fetch_add(1, Relaxed);
                Ok(Some(number))
            }
            offered => self.accept(offered).map(|_| None),
        }
    }

    /// Takes a job if a thread is free for it; `false` otherwise.
    #[cfg(feature = "command")]
    pub(super) fn offer_to_free(self: &Arc<Self>, job: Queued) -> Result<bool, Error> {
        let offered = {
            let mut core = lock(&self.core);
            let offered = core.state.offer_to_free(job);
            core.largest = core.largest.max(core.state.alive());
            offered
        };
        self.accept(offered)
    }

    /// Hands a job to its thread, if it has got one.
    fn accept(self: &Arc<Self>, offered: Offered<Queued, Seat>) -> Result<bool, Error> {
        match offered {
            Offered::Hand(seat, job) => seat.give(Order::Job(job)),
            Offered::Start(job) => self.start(job)?,
            _ => return Ok(false),
        }
        self.totals.accepted.fetch_add(1, Relaxed);
        Ok(true)
    }

    /// Turns a job away although another waits for it.
    #[cfg(feature = "command")]
    pub(super) fn full(&self) -> Error {
        self.totals.rejected.fetch_add(1, Relaxed);
        let core = lock(&self.core);
        let (active, queued, limit) = (core.state.active(), core.state.queued(), core.settings.threads);
        Error::from(Full { name: self.name.clone(), active, queued, limit })
    }

    /// Takes a job out of the queue that nobody waits for any more.
    pub(super) fn forget(&self, number: u64) {
        let forgotten = lock(&self.core).state.forget(number);
        if forgotten.is_some() {
            self.totals.ended.fetch_add(1, Relaxed);
        }
        drop(forgotten);
    }

    /// Counts the end of a job, and tells the thread what comes next.
    pub(super) fn next(&self, seat: &Seat) -> Next<Queued> {
        self.totals.ended.fetch_add(1, Relaxed);
        lock(&self.core).state.next(seat.clone())
    }

    /// Counts the end of a job that panicked. Its thread is replaced, as soon as there is something to do.
    pub(super) fn lose(self: &Arc<Self>) {
        self.totals.ended.fetch_add(1, Relaxed);
        let waiting = lock(&self.core).state.lose();
        self.start_all(waiting);
    }

    /// How long a thread rests before it goes home. Where time is virtual it goes at once, because that time stands still while
    /// it lives.
    pub(super) fn idle(&self) -> Duration {
        if self.clock.is_tokios() { Duration::ZERO } else { lock(&self.core).settings.idle }
    }

    /// Whether its threads stay awake for the next job.
    pub(super) fn lingering(&self) -> &Lingering {
        &self.lingering
    }

    /// Sends a thread home; `false` if it has been told what to do meanwhile.
    pub(super) fn send_home(&self, seat: &Seat) -> bool {
        lock(&self.core).state.leave(seat)
    }

    pub(super) fn abandon(&self) {
        self.abandoned.fetch_add(1, Relaxed);
        self.totals.abandoned.fetch_add(1, Relaxed);
    }

    pub(super) fn come_back(&self) {
        self.abandoned.fetch_sub(1, Relaxed);
    }

    /// Changes the settings, unless somebody else has changed them meanwhile; what follows is that threads are sent home and started.
    pub(super) fn take_over<'a>(
        self: &'a Arc<Self>,
        before: &PoolSettings,
        after: &PoolSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let resized = {
            let mut core = lock(&self.core);
            if core.settings != *before {
                return None;
            }
            core.settings.clone_from(after);
            self.queue_timeout.store(nanoseconds(after.queue_timeout), Relaxed);
            core.layers.note(layer);
            let resized = core.state.resize(after.threads, after.queue);
            core.largest = core.largest.max(core.state.alive());
            resized
        };
        Some(Box::new(move || {
            for seat in resized.sent_home {
                seat.give(Order::GoHome);
            }
            self.start_all(resized.started);
        }))
    }

    /// Takes no more jobs but those that others wait for; what waits and runs goes on.
    pub(crate) fn close(&self) {
        let resting = lock(&self.core).state.close();
        for seat in resting {
            seat.give(Order::GoHome);
        }
    }

    /// Fails what still waits.
    pub(crate) fn clear(&self) {
        let waiting = lock(&self.core).state.clear();
        self.refuse(waiting, &self.closed());
    }

    pub(crate) fn snapshot(&self) -> PoolSnapshot {
        let core = lock(&self.core);
        PoolSnapshot {
            name: self.name.to_string(),
            threads: core.state.alive(),
            active: core.state.active(),
            queued: core.state.queued(),
            abandoned: self.abandoned.load(Relaxed),
            largest: core.largest,
            totals: PoolTotals {
                accepted: self.totals.accepted.load(Relaxed),
                rejected: self.totals.rejected.load(Relaxed),
                ended: self.totals.ended.load(Relaxed),
                abandoned: self.totals.abandoned.load(Relaxed),
            },
            settings: core.settings.clone(),
        }
    }

    fn closed(&self) -> Error {
        Error::from(Cancelled { name: self.name.clone(), reason: "the pool was shut down".into() })
    }

    fn start_all(self: &Arc<Self>, jobs: impl IntoIterator<Item = Queued>) {
        for job in jobs {
            if let Err(error) = self.start(job.clone()) {
                self.refuse(vec![job], &error);
            }
        }
    }

    /// Starts a thread, which has been counted, with a job.
    fn start(self: &Arc<Self>, job: Queued) -> Result<(), Error> {
        let number = {
            let mut core = lock(&self.core);
            core.started += 1;
            core.started
        };
        // A name goes to the system, where it ends at a nul.
        let name = format!("dyno-{}-{number}", self.name.replace('\0', ""));
        let engine = self.clone();
        let started = thread::start(&self.clock, name, move || worker::run(&engine, job));
        started.map_err(|problem| {
            let error = Error::from(NoThread { name: self.name.clone(), problem: problem.to_string().into() });
            let stranded = lock(&self.core).state.fail_to_start();
            self.refuse(stranded, &error);
            self.totals.rejected.fetch_add(1, Relaxed);
            error
        })
    }

    fn refuse(&self, jobs: Vec<Queued>, error: &Error) {
        for job in jobs {
            self.totals.ended.fetch_add(1, Relaxed);
            job.refuse(error.clone());
        }
    }
}

/// Centuries are for ever.
fn nanoseconds(limit: Option<Duration>) -> u64 {
    limit.map_or(0, |limit| u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX))
}

#[cfg(all(test, dyno_loom))]
impl Engine {
    /// Counts a thread that a model has started itself.
    pub(super) fn has_one_thread(&self) {
        let mut core = lock(&self.core);
        let offered = core.state.offer(Arc::new(Nothing), false);
        assert!(matches!(offered, Offered::Start(_)));
    }
}

#[cfg(all(test, dyno_loom))]
pub(super) struct Nothing;

#[cfg(all(test, dyno_loom))]
impl Run for Nothing {
    fn run(self: Arc<Self>) {}
    fn refuse(self: Arc<Self>, _: Error) {}
    #[cfg(feature = "command")]
    fn send(self: Arc<Self>) -> bool {
        true
    }
}

#[cfg(all(test, dyno_loom))]
impl here::Linked for Nothing {
    fn link(&self) -> &here::Link {
        unreachable!("it is never run")
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("name", &self.name).finish_non_exhaustive()
    }
}
