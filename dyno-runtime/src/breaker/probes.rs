//! The places of a half-open breaker: who holds one, until when, and what came back.

use std::num::NonZero;
use std::time::Duration;

use crate::breaker::recent::Tally;
use crate::breaker::report::Report;
use crate::clock::Moment;
use crate::stats::Merge;

/// Probes of one half-open phase.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probes {
    last: u64,
    out: Vec<Probe>,
    tally: Tally,
}

#[derive(Clone, Copy, Debug)]
struct Probe {
    number: NonZero<u64>,
    lease_ends: Moment,
}

impl Probes {
    /// Gives a place to one of `places`, or says when the next may be free.
    pub(crate) fn admit(
        &mut self,
        now: Moment,
        lease: Duration,
        places: u32,
    ) -> Result<NonZero<u64>, Option<Duration>> {
        self.end_leases(now);
        if self.out.len() as u64 + self.tally.counted >= u64::from(places) {
            return Err(self.free_in(now, places));
        }
        let number = NonZero::<u64>::MIN.saturating_add(self.last);
        self.last = number.get();
        self.out.push(Probe { number, lease_ends: now.after(lease) });
        Ok(number)
    }

    /// When one of `places` will be free by the end of leases, while none is; `None` if one is, or if nobody knows.
    pub(crate) fn free_in(&self, now: Moment, places: u32) -> Option<Duration> {
        let mut ends: Vec<_> = self.out.iter().map(|probe| probe.lease_ends).filter(|end| now < *end).collect();
        ends.sort_unstable();
        // With fewer places than before, more than one lease has to end.
        let more_than_one = (ends.len() as u64 + self.tally.counted).checked_sub(places.into())?;
        let end = *ends.get(usize::try_from(more_than_one).ok()?)?;
        (end != Moment::NEVER).then(|| end.since(now))
    }

    /// Takes a report, and tells whether it counted. A neutral one gives the place back. One whose lease has ended has lost
    /// its place but is news all the same: where every call takes longer than the lease, nothing else would ever decide.
    pub(crate) fn report(&mut self, number: NonZero<u64>, report: Report) -> bool {
        self.out.retain(|probe| probe.number != number);
        match report {
            Report::Success { slow } => self.tally.merge(&Tally::one(false, slow)),
            Report::Failure { slow } => self.tally.merge(&Tally::one(true, slow)),
            Report::Neutral => return false,
        }
        true
    }

    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }

    fn end_leases(&mut self, now: Moment) {
        self.out.retain(|probe| now < probe.lease_ends);
    }
}
