//! What all handles of a bulkhead share: the gate, and around it a name and settings.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::task::unconstrained;

use crate::bulkhead::settings::BulkheadSettings;
use crate::bulkhead::snapshot::BulkheadSnapshot;
use crate::bulkhead::state::{Full, Gate};
use crate::bulkhead::waiting::Waiting;
use crate::clock::{Deadline, Limit};
use crate::error::Error;
use crate::settings::{Origin, Origins, Settings as _};
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

#[derive(Debug)]
pub(crate) struct Shared {
    gate: Gate,
    name: Arc<str>,
    /// Where the settings stand that it was built with.
    origin: Origin,
    /// Whom each of them is from by now.
    origins: Mutex<Origins>,
    /// What it was built with, whatever it is set to now.
    declared: BulkheadSettings,
    settings: Mutex<BulkheadSettings>,
    rejected: AtomicU64,
    timed_out: AtomicU64,
}

impl Shared {
    pub(super) fn new(name: Arc<str>, origin: Origin, given: &[&'static str], settings: BulkheadSettings) -> Self {
        Self {
            gate: Gate::new(settings.permits, settings.queue),
            name,
            origins: Mutex::new(Origins::given(given, &origin)),
            origin,
            declared: settings.clone(),
            settings: Mutex::new(settings),
            rejected: AtomicU64::new(0),
            timed_out: AtomicU64::new(0),
        }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(crate) fn subject(&self) -> Arc<str> {
        format!("bulkhead `{}`", self.name).into()
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &BulkheadSettings) -> bool {
        self.declared == *settings
    }

    /// Takes a permit, if one is free and nobody waits for it.
    #[inline]
    pub(crate) fn enter_at_once(&self) -> bool {
        self.gate.enter_at_once()
    }

    /// Tells whether anybody may wait.
    pub(crate) fn has_queue(&self) -> bool {
        self.gate.has_queue()
    }

    /// Takes a permit or is turned away; does not wait.
    #[cold]
    pub(crate) fn enter(&self) -> Result<(), Error> {
        self.gate.enter().map_err(|full| self.full(full))
    }

    /// Takes a permit, when one is free. Cancel safe. It is `name` whose time may be up.
    pub(crate) async fn wait(&self, name: &Arc<str>) -> Result<(), Error> {
        let mut waiting = Waiting::new(&self.gate);
        if let Poll::Ready(entered) = poll_fn(|cx| Poll::Ready(waiting.poll(cx.waker()))).await {
            return entered.map_err(|full| self.full(full));
        }
        let began = Deadline::now();
        let limit = lock(&self.settings).queue_timeout;
        let timer = match limit.and_then(|limit| began.after(Limit::from(limit))).map(Deadline::timer) {
            Some(None) => return Err(Error::NoRuntime { name: name.clone() }),
            timer => timer.flatten(),
        };
        let mut timer = pin!(timer.map(unconstrained));
        let entered = poll_fn(|cx| match waiting.poll(cx.waker()) {
            Poll::Ready(entered) => Poll::Ready(Some(entered)),
            Poll::Pending => timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| None),
        });
        match entered.await {
            Some(entered) => entered.map_err(|full| self.full(full)),
            None => Err(self.late(name, limit.unwrap_or_default(), Deadline::now().since(began))),
        }
    }

    /// Takes a permit, when one is free, and blocks the thread until then, but no longer than `left`.
    #[cold]
    pub(crate) fn wait_blocking(&self, name: &Arc<str>, left: Option<Duration>) -> Result<(), Error> {
        if !self.gate.has_queue() {
            return self.enter();
        }
        let limit = lock(&self.settings).queue_timeout.into_iter().chain(left).min();
        match Waiting::new(&self.gate).park(limit) {
            Some(entered) => entered.map_err(|full| self.full(full)),
            None => {
                let limit = limit.unwrap_or_default();
                Err(self.late(name, limit, limit))
            }
        }
    }

    /// Counts somebody whose own time was up before there was a permit.
    #[cfg(feature = "command")]
    pub(crate) fn gave_up(&self) {
        self.timed_out.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives a permit back.
    #[inline]
    pub(crate) fn leave(&self) {
        self.gate.leave();
    }

    pub(super) fn settings(&self) -> BulkheadSettings {
        lock(&self.settings).clone()
    }

    /// Takes `after` over if the settings are still `before`.
    pub(super) fn configure(&self, before: &BulkheadSettings, after: &BulkheadSettings, origin: &Origin) -> bool {
        {
            let mut settings = lock(&self.settings);
            if *settings != *before {
                return false;
            }
            settings.clone_from(after);
            lock(&self.origins).note(before, after, origin);
            // Under the lock, so that the gate has what was set last.
            self.gate.resize(after.permits, after.queue);
        }
        self.gate.hand_over();
        true
    }

    /// What it is set to, each with its origin.
    #[cfg(feature = "command")]
    pub(crate) fn planned(&self) -> Vec<(&'static str, String, Origin)> {
        let settings = self.settings();
        let origins = lock(&self.origins);
        settings.written().into_iter().map(|(setting, value)| (setting, value, origins.of(setting))).collect()
    }

    pub(crate) fn snapshot(&self) -> BulkheadSnapshot {
        let settings = lock(&self.settings);
        let Full { active, queued, limit } = self.gate.look();
        BulkheadSnapshot {
            name: self.name.to_string(),
            permits: limit,
            queue: settings.queue,
            active,
            queued,
            peak: self.gate.peak(),
            rejected: self.rejected.load(Ordering::Relaxed),
            timed_out: self.timed_out.load(Ordering::Relaxed),
            settings: settings.clone(),
        }
    }

    fn full(&self, Full { active, queued, limit }: Full) -> Error {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        Error::Full { name: self.name.clone(), active, queued, limit }
    }

    fn late(&self, name: &Arc<str>, limit: Duration, elapsed: Duration) -> Error {
        self.timed_out.fetch_add(1, Ordering::Relaxed);
        Error::Timeout { name: name.clone(), limit, elapsed }
    }
}
