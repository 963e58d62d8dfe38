//! The bulkhead against a naive model: two numbers and a list.

use std::collections::VecDeque;
use std::task::Poll;

use dyno::{BulkheadPermit, Error};
use proptest::prelude::*;

use super::{Waiting, bulkhead, poll};

#[derive(Clone, Copy, Debug)]
enum Op {
    Try,
    /// Begins to wait, and polls once.
    Wait,
    /// Polls one of those who wait.
    Poll(usize),
    /// Drops one of those who wait, whether it was let in or not.
    Leave(usize),
    /// Gives a permit back.
    Back(usize),
    Resize(u32, u32),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        2 => Just(Op::Try),
        4 => Just(Op::Wait),
        3 => any::<usize>().prop_map(Op::Poll),
        1 => any::<usize>().prop_map(Op::Leave),
        4 => any::<usize>().prop_map(Op::Back),
        1 => (1..5_u32, 0..5_u32).prop_map(|(permits, queue)| Op::Resize(permits, queue)),
    ];
    prop::collection::vec(op, 1..60)
}

/// What a bulkhead is, said as simply as can be.
#[derive(Debug)]
struct Model {
    limit: u32,
    room: usize,
    active: u32,
    queue: VecDeque<u32>,
    peak: u32,
    rejected: u64,
}

impl Model {
    fn settle(&mut self) {
        while self.active < self.limit && self.queue.pop_front().is_some() {
            self.active += 1;
        }
        self.peak = self.peak.max(self.active);
    }

    /// Whether somebody who came now is let in: at once, later, or not at all.
    fn comes(&mut self, id: u32, may_wait: bool) -> Option<bool> {
        if self.queue.is_empty() && self.active < self.limit {
            self.active += 1;
            self.peak = self.peak.max(self.active);
            return Some(true);
        }
        if may_wait && self.queue.len() < self.room {
            self.queue.push_back(id);
            return Some(false);
        }
        self.rejected += 1;
        None
    }

    fn leaves(&mut self) {
        self.active -= 1;
        self.settle();
    }
}

fn run(permits: u32, queue: u32, ops: &[Op]) {
    let bulkhead = bulkhead(|it| it.permits(permits).queue(queue));
    let mut model =
        Model { limit: permits, room: queue as usize, active: 0, queue: VecDeque::new(), peak: 0, rejected: 0 };
    let mut permits: Vec<BulkheadPermit<'_>> = Vec::new();
    let mut waiting: Vec<(u32, Waiting<'_>)> = Vec::new();
    for (op, id) in ops.iter().zip(0..) {
        match *op {
            Op::Try => match (bulkhead.try_acquire(), model.comes(id, false)) {
                (Ok(permit), Some(true)) => permits.push(permit),
                (Err(error), None) => is_full(&error, &model),
                other => panic!("{other:?}"),
            },
            Op::Wait => {
                let mut wait: Waiting<'_> = Box::pin(bulkhead.acquire());
                match (poll(&mut wait), model.comes(id, true)) {
                    (Poll::Ready(Ok(permit)), Some(true)) => permits.push(permit),
                    (Poll::Pending, Some(false)) => waiting.push((id, wait)),
                    (Poll::Ready(Err(error)), None) => is_full(&error, &model),
                    other => panic!("{other:?}"),
                }
            }
            Op::Poll(at) if !waiting.is_empty() => {
                let at = at % waiting.len();
                let (id, wait) = &mut waiting[at];
                match (poll(wait), model.queue.contains(id)) {
                    (Poll::Pending, true) => {}
                    (Poll::Ready(Ok(permit)), false) => {
                        permits.push(permit);
                        drop(waiting.remove(at));
                    }
                    other => panic!("{other:?}"),
                }
            }
            Op::Leave(at) if !waiting.is_empty() => {
                let (id, wait) = waiting.remove(at % waiting.len());
                drop(wait);
                match model.queue.iter().position(|queued| *queued == id) {
                    Some(at) => _ = model.queue.remove(at),
                    None => model.leaves(),
                }
            }
            Op::Back(at) if !permits.is_empty() => {
                drop(permits.swap_remove(at % permits.len()));
                model.leaves();
            }
            Op::Resize(permits, queue) => {
                bulkhead.resize(permits, queue).expect("these can be");
                (model.limit, model.room) = (permits, queue as usize);
                model.settle();
            }
            Op::Poll(_) | Op::Leave(_) | Op::Back(_) => {}
        }
        let seen = bulkhead.snapshot();
        let model_now = (model.active, model.queue.len(), model.limit, model.peak, model.rejected);
        assert_eq!((seen.active, seen.queued as usize, seen.permits, seen.peak, seen.rejected), model_now, "{op:?}");
    }
    drop((waiting, permits));
    let seen = bulkhead.snapshot();
    assert_eq!((seen.active, seen.queued), (0, 0), "somebody kept a permit");
}

fn is_full(error: &Error, model: &Model) {
    let Error::Full(full) = error else { panic!("{error:?}") };
    assert_eq!((full.active, full.queued as usize, full.limit), (model.active, model.queue.len(), model.limit));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bulkhead_does_what_the_model_does(permits in 1..5_u32, queue in 0..5_u32, ops in ops()) {
        run(permits, queue, &ops);
    }
}
