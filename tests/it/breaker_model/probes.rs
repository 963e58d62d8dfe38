//! The probes of the model: every one that was admitted since the breaker became half-open.

/// What stands for never.
pub(super) const NEVER: u64 = u64::MAX;

#[derive(Clone, Debug, Default)]
pub(super) struct Probes(Vec<Probe>);

#[derive(Clone, Copy, Debug)]
struct Probe {
    lease_ends: u64,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Taken,
    Reported,
    GivenBack,
}

impl Probes {
    /// Admits one more unless so many have their places; gives its number.
    pub(super) fn admit(&mut self, now: u64, most: u32, lease: u64) -> Option<usize> {
        self.end_leases(now);
        let taken = self.0.iter().filter(|probe| probe.place != Place::GivenBack).count();
        if taken as u64 >= u64::from(most) {
            return None;
        }
        self.0.push(Probe { lease_ends: now.saturating_add(lease), place: Place::Taken });
        Some(self.0.len() - 1)
    }

    /// Takes the end of a probe, with news or without. News counts also when its lease has ended.
    pub(super) fn end(&mut self, number: usize, news: bool) {
        self.0[number].place = if news { Place::Reported } else { Place::GivenBack };
    }

    /// How long until another is admitted; `None` when that is now, or never without news.
    pub(super) fn retry_after(&self, now: u64, most: u32) -> Option<u64> {
        if self.clone().admit(now, most, NEVER).is_some() {
            return None;
        }
        // The moments at which that may change, one lease after the other.
        let mut ends: Vec<_> = self.0.iter().map(|probe| probe.lease_ends).filter(|end| *end > now).collect();
        ends.sort_unstable();
        let end = ends.into_iter().find(|end| *end != NEVER && self.clone().admit(*end, most, NEVER).is_some());
        end.map(|end| end - now)
    }

    fn end_leases(&mut self, now: u64) {
        for probe in &mut self.0 {
            if probe.place == Place::Taken && probe.lease_ends != NEVER && now >= probe.lease_ends {
                probe.place = Place::GivenBack;
            }
        }
    }
}
