//! What is remembered between snapshots: the traffic of two minutes, the last events, and counts of ten seconds ago.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use dyno::{CommandSnapshot, Event, Override, Snapshot};

use crate::exported::Named;
use crate::sampler::tick::{Seen, Tick, Traffic};

/// For how many seconds traffic is remembered.
const SPAN: Duration = Duration::from_secs(120);

/// How many points a history has at most.
const POINTS: usize = 120;

/// How many events are kept.
const EVENTS: usize = 200;

/// How long after the last of its kind an event is one more of them: also a breaker that waits for minutes flaps.
const AGAIN: Duration = Duration::from_secs(600);

/// What the counts called recent cover, as the runtime's do.
const RECENT: Duration = Duration::from_secs(10);

/// What of the counts goes up and down.
const LEVEL: &str = "pool active";

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(crate) struct Past {
    number: u64,
    at: Option<Duration>,
    events: VecDeque<Arc<Seen>>,
    last_event: u64,
    /// When the points of the histories were, oldest first.
    times: VecDeque<Point>,
    commands: HashMap<String, History>,
    counts: VecDeque<(Duration, Counts)>,
    named: Named,
}

/// When one point of all histories was.
#[derive(Clone, Copy, Debug)]
struct Point {
    at: Duration,
    time: SystemTime,
}

/// The traffic of one command.
#[derive(Debug, Default)]
pub(crate) struct History {
    calls: u64,
    errors: u64,
    /// Its last point is that of the last snapshot; a command that is younger than the others has fewer.
    points: VecDeque<Traffic>,
    /// The last snapshot in which it was.
    number: u64,
}

/// Counts since the start that the runtime has no window for, by kind and name.
type Counts = HashMap<(&'static str, String), u64>;

/// The same of the last ten seconds, and the most that was seen of what goes up and down.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    counts: Counts,
    most: Counts,
}

impl Past {
    /// Gives the number of the last event that was seen.
    pub(crate) fn last_event(&self) -> u64 {
        self.last_event
    }

    /// Gives the times of day of all points, oldest first.
    pub(crate) fn times(&self) -> impl Iterator<Item = SystemTime> {
        self.times.iter().map(|point| point.time)
    }

    /// Gives the history of a command.
    pub(crate) fn history(&self, command: &CommandSnapshot) -> Option<&History> {
        self.commands.get(&key(command))
    }

    /// Adds a snapshot, and what happened since the last.
    pub(crate) fn remember(
        &mut self,
        snapshot: Snapshot,
        events: Vec<Event>,
        overrides: Vec<Override>,
        every: Duration,
    ) -> Tick {
        let (time, at) = (SystemTime::now(), snapshot.at);
        self.number += 1;
        self.see(events, at, time);
        let since = self.at.replace(at).map(|before| at.saturating_sub(before));
        let traffic = self.count(&snapshot.commands, since);
        self.times.push_back(Point { at, time });
        let is_old = |point: &Point| at.saturating_sub(point.at) >= SPAN;
        while self.times.len() > POINTS || self.times.front().is_some_and(is_old) {
            self.times.pop_front();
        }
        let kept = self.times.len();
        self.commands.values_mut().for_each(|history| history.keep(kept));
        let recent = self.recent(&snapshot);
        let sums = self.named.sums(&snapshot.commands);
        Tick {
            number: self.number,
            time,
            every,
            traffic,
            recent,
            sums,
            events: self.events.iter().cloned().collect(),
            overrides,
            snapshot,
            event: OnceLock::new(),
            hystrix: OnceLock::new(),
            metrics: OnceLock::new(),
        }
    }

    fn see(&mut self, events: Vec<Event>, at: Duration, now: SystemTime) {
        for event in events {
            self.last_event = event.seq;
            let ago = at.saturating_sub(event.at);
            let seen = Seen::new(event, now.checked_sub(ago).unwrap_or(now));
            let mut its =
                self.events.iter().enumerate().rev().take_while(|(_, before)| !seen.begins_anew_after(before));
            let before = its.find(|(_, before)| seen.is_again(before, AGAIN)).map(|(at, _)| at);
            let before = before.and_then(|before| self.events.remove(before));
            if self.events.len() == EVENTS {
                self.events.pop_front();
            }
            self.events.push_back(Arc::new(match before {
                Some(before) => Seen { count: before.count + 1, first: before.first, ..seen },
                None => seen,
            }));
        }
    }

    fn count(&mut self, commands: &[CommandSnapshot], since: Option<Duration>) -> Vec<Traffic> {
        let number = self.number;
        let traffic = commands.iter().map(|command| {
            let history = self.commands.entry(key(command)).or_default();
            history.number = number;
            history.add(command, since)
        });
        let traffic = traffic.collect();
        self.commands.retain(|_, history| history.number == number);
        traffic
    }

    fn recent(&mut self, snapshot: &Snapshot) -> Recent {
        let now = counts(snapshot);
        let is_old = |at: Duration| snapshot.at.saturating_sub(at) > RECENT;
        // One that is older is kept, so that the difference covers all of the time.
        while self.counts.get(1).is_some_and(|(at, _)| is_old(*at)) {
            self.counts.pop_front();
        }
        let before = self.counts.front().map(|(_, counts)| counts);
        let earlier = |key| before.and_then(|before| before.get(key).copied()).unwrap_or(0);
        let counts = now.iter().map(|(key, count)| (key.clone(), count.saturating_sub(earlier(key)))).collect();
        self.counts.push_back((snapshot.at, now));
        let mut most = Counts::new();
        let levels = self.counts.iter().flat_map(|(_, counts)| counts).filter(|((kind, _), _)| *kind == LEVEL);
        for (key, value) in levels {
            let largest = most.entry(key.clone()).or_default();
            *largest = (*largest).max(*value);
        }
        Recent { counts, most }
    }
}

impl History {
    /// Gives the points, oldest first.
    pub(crate) fn points(&self) -> impl Iterator<Item = Traffic> {
        self.points.iter().copied()
    }

    fn add(&mut self, command: &CommandSnapshot, since: Option<Duration>) -> Traffic {
        let outcomes = &command.totals.calls;
        let (calls, errors) = (outcomes.sum(), outcomes.errors());
        // Counts that went down are those of a command that was built anew.
        let more = |now: u64, before: u64| if now < before { now } else { now - before };
        let seconds = since.map_or(0.0, |since| since.as_secs_f32());
        #[expect(clippy::cast_precision_loss, reason = "a rate to be drawn")]
        let rate = |count: u64| if seconds > 0.0 { count as f32 / seconds } else { 0.0 };
        let traffic = Traffic {
            calls_per_second: rate(more(calls, self.calls)),
            errors_per_second: rate(more(errors, self.errors)),
        };
        (self.calls, self.errors) = (calls, errors);
        self.points.push_back(traffic);
        traffic
    }

    fn keep(&mut self, points: usize) {
        let more = self.points.len().saturating_sub(points);
        self.points.drain(..more);
    }
}

impl Recent {
    /// Counts what happened of that kind to what has the name.
    pub(crate) fn of(&self, kind: &'static str, name: &str) -> u64 {
        self.counts.get(&(kind, name.to_owned())).copied().unwrap_or(0)
    }

    /// Tells the most that was seen of a number of that kind and name.
    pub(crate) fn most(&self, kind: &'static str, name: &str) -> u64 {
        self.most.get(&(kind, name.to_owned())).copied().unwrap_or(0)
    }
}

/// Two commands of one name are told apart by their places.
fn key(command: &CommandSnapshot) -> String {
    format!("{}\n{}", command.name, command.place)
}

fn counts(snapshot: &Snapshot) -> Counts {
    let bulkheads = snapshot.bulkheads.iter().map(|one| ("bulkhead", &one.name, one.rejected));
    let pools = snapshot.pools.iter().flat_map(|one| {
        [
            ("pool", &one.name, one.totals.rejected),
            ("pool threads", &one.name, one.totals.ended),
            (LEVEL, &one.name, one.active.into()),
        ]
    });
    let caches = snapshot.caches.iter().flat_map(|one| {
        [
            ("cache hits", &one.name, one.hits),
            ("cache stale", &one.name, one.stale),
            ("cache misses", &one.name, one.misses),
            ("cache rescued", &one.name, one.rescued),
            ("cache failed", &one.name, one.failed),
        ]
    });
    let retries = snapshot
        .retries
        .iter()
        .flat_map(|one| [("retry allowed", &one.name, one.retries), ("retry refused", &one.name, one.refused)]);
    bulkheads
        .chain(pools)
        .chain(caches)
        .chain(retries)
        .map(|(kind, name, count)| ((kind, name.clone()), count))
        .collect()
}
