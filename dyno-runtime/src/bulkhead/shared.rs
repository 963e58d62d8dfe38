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
use crate::error::{self, Error, NoRuntime, Timeout};
use crate::settings::{Follow, Layer, Layers, Live, Origin, SetTo};
use crate::sync::{AtomicU64, Ordering};

#[derive(Debug)]
pub(crate) struct Shared {
    gate: Gate,
    name: Arc<str>,
    settings: SetTo<BulkheadSettings>,
    rejected: AtomicU64,
    timed_out: AtomicU64,
}

impl Shared {
    pub(super) fn new(name: Arc<str>, layers: Layers<BulkheadSettings>, settings: BulkheadSettings) -> Self {
        Self {
            gate: Gate::new(settings.permits, settings.queue),
            name,
            settings: SetTo::new(layers, settings),
            rejected: AtomicU64::new(0),
            timed_out: AtomicU64::new(0),
        }
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn built_at(&self) -> Origin {
        self.settings.built_at()
    }

    /// Tells whether it was built with just these.
    pub(super) fn is_declared_as(&self, settings: &BulkheadSettings) -> bool {
        self.settings.is_declared_as(settings)
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
        let limit = self.settings.read(|settings| settings.queue_timeout);
        let timer = match limit.and_then(|limit| began.after(Limit::from(limit))).map(Deadline::timer) {
            Some(None) => return Err(Error::from(NoRuntime { name: name.clone() })),
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
        let limit = self.settings.read(|settings| settings.queue_timeout).into_iter().chain(left).min();
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

    pub(crate) fn snapshot(&self) -> BulkheadSnapshot {
        let settings = self.settings.settings();
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
            settings,
        }
    }

    fn full(&self, Full { active, queued, limit }: Full) -> Error {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        Error::from(error::Full { name: self.name.clone(), active, queued, limit })
    }

    fn late(&self, name: &Arc<str>, limit: Duration, elapsed: Duration) -> Error {
        self.timed_out.fetch_add(1, Ordering::Relaxed);
        Error::from(Timeout { name: name.clone(), limit, elapsed })
    }
}

impl Live for Shared {
    type Settings = BulkheadSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> BulkheadSettings {
        self.settings.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<BulkheadSettings>) -> R) -> R {
        self.settings.layers(look)
    }

    fn take_over<'a>(
        &'a self,
        before: &BulkheadSettings,
        after: &BulkheadSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let is_taken = self.settings.take_over(before, after, layer, || self.gate.resize(after.permits, after.queue));
        is_taken.then(|| -> Follow<'a> { Box::new(|| self.gate.hand_over()) })
    }
}
