//! The tree against a naive one: of all that a branch has begun and not ended, the last is what the next is inside of.

use std::time::Duration;

use dyno::{Interval, ManualClock, Timer, TimingEventKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::MILLI;

/// What may happen next; an index says in which branch, or to which interval.
#[derive(Clone, Debug)]
enum Step {
    Start(Index),
    Mark(Index),
    End(Index),
    Fork(Index),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<Index>().prop_map(Step::Start),
        2 => any::<Index>().prop_map(Step::Mark),
        4 => any::<Index>().prop_map(Step::End),
        1 => any::<Index>().prop_map(Step::Fork),
        2 => (0..3_000_u32).prop_map(Step::Wait),
    ]
}

/// One line of the naive tree: the kind, the moment, the number, what it is inside of, how long it took.
type Line = (TimingEventKind, Duration, usize, Option<usize>, Option<Duration>);

#[derive(Default)]
struct Naive {
    now: Duration,
    lines: Vec<Line>,
    begun: usize,
    left_out: u64,
    /// Of each branch, what it was begun in, and what is open in it.
    branches: Vec<(Option<usize>, Vec<usize>)>,
}

impl Naive {
    fn innermost(&self, branch: usize) -> Option<usize> {
        let (base, open) = &self.branches[branch];
        open.last().copied().or(*base)
    }

    fn begin(&mut self, branch: usize, kind: TimingEventKind, most: usize) -> Option<usize> {
        if self.begun == most {
            self.left_out += 1;
            return None;
        }
        let id = self.begun;
        self.begun += 1;
        self.lines.push((kind, self.now, id, self.innermost(branch), None));
        Some(id)
    }

    fn end(&mut self, branch: usize, id: usize) {
        self.branches[branch].1.retain(|open| *open != id);
        let begun = self.lines.iter_mut().find(|line| line.2 == id).unwrap();
        begun.4 = Some(self.now.abs_diff(begun.1));
        let ended = (TimingEventKind::Ended, self.now, id, begun.3, begun.4);
        self.lines.push(ended);
    }
}

fn play(steps: &[Step], most: usize) -> Result<(), TestCaseError> {
    let clock = ManualClock::new();
    let mut timers = vec![Timer::builder().clock(&clock).events(most).build()];
    let mut intervals: Vec<(Interval, usize, Option<usize>)> = Vec::new();
    let mut naive = Naive { branches: vec![(None, Vec::new())], ..Naive::default() };
    for step in steps {
        match step {
            Step::Start(at) => {
                let branch = at.index(timers.len());
                let id = naive.begin(branch, TimingEventKind::Began, most);
                naive.branches[branch].1.extend(id);
                intervals.push((timers[branch].start("x"), branch, id));
            }
            Step::Mark(at) => {
                let branch = at.index(timers.len());
                naive.begin(branch, TimingEventKind::Marked, most);
                timers[branch].mark("x");
            }
            Step::End(_) if intervals.is_empty() => {}
            Step::End(at) => {
                let (mut interval, branch, id) = intervals.swap_remove(at.index(intervals.len()));
                interval.stop().unwrap();
                if let Some(id) = id {
                    naive.end(branch, id);
                }
            }
            Step::Fork(at) => {
                let branch = at.index(timers.len());
                naive.branches.push((naive.innermost(branch), Vec::new()));
                timers.push(timers[branch].scope(Timer::current));
            }
            Step::Wait(ms) => {
                naive.now += MILLI * *ms;
                clock.advance(MILLI * *ms);
            }
        }
    }
    let snapshot = timers[0].snapshot();
    let lines: Vec<Line> =
        snapshot.events.iter().map(|event| (event.kind, event.at, event.id, event.parent, event.took)).collect();
    prop_assert_eq!(lines, naive.lines);
    prop_assert_eq!(snapshot.left_out, naive.left_out);
    for event in &snapshot.events {
        let outside = |id: usize| snapshot.events.iter().find(|event| event.id == id).unwrap();
        prop_assert_eq!(event.depth, event.parent.map_or(0, |parent| outside(parent).depth + 1));
    }
    let text = timers[0].to_string();
    prop_assert_eq!(text.lines().count(), snapshot.events.len() + usize::from(snapshot.left_out > 0));
    Ok(())
}

proptest! {
    #[test]
    fn the_tree_is_the_naive_one(steps in vec(step(), 0..120), most in prop_oneof![Just(1_024), 0..20_usize]) {
        play(&steps, most)?;
    }
}
