//! The core against lists, with random steps.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::{Next, Offered, State};

#[derive(Clone, Debug)]
enum Step {
    Offer,
    /// The thread of this rank among those at work asks for more.
    Finish(usize),
    /// The one that has rested for the longest goes home.
    GoHome,
    /// The waiting job of this rank leaves.
    Forget(usize),
    Resize(u32, u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Offer),
        3 => (0..8_usize).prop_map(Step::Finish),
        1 => Just(Step::GoHome),
        1 => (0..8_usize).prop_map(Step::Forget),
        1 => (1..5_u32, 0..5_u32).prop_map(|(threads, queue)| Step::Resize(threads, queue)),
    ];
    proptest::collection::vec(step, 0..200)
}

/// The same with nothing but lists.
#[derive(Default)]
struct Naive {
    at_work: Vec<u32>,
    resting: Vec<u32>,
    waiting: VecDeque<(u64, u32)>,
}

proptest! {
    #[test]
    fn it_does_what_lists_do(steps in steps()) {
        let (mut threads, mut queue) = (2_u32, 2_u32);
        let mut state = State::new(threads, queue);
        let mut naive = Naive::default();
        let (mut job, mut thread) = (0_u32, 0_u32);
        for step in steps {
            match step {
                Step::Offer => {
                    job += 1;
                    let alive = naive.at_work.len() + naive.resting.len();
                    match state.offer(job, false) {
                        Offered::Hand(to, handed) => {
                            prop_assert_eq!((naive.resting.pop(), handed), (Some(to), job));
                            naive.at_work.push(to);
                        }
                        Offered::Start(started) => {
                            prop_assert!(naive.resting.is_empty() && alive < threads as usize);
                            prop_assert_eq!(started, job);
                            thread += 1;
                            naive.at_work.push(thread);
                        }
                        Offered::Queued(number) => {
                            prop_assert!(naive.resting.is_empty() && alive >= threads as usize);
                            prop_assert!(naive.waiting.len() < queue as usize);
                            naive.waiting.push_back((number, job));
                        }
                        Offered::Full(refused) => {
                            prop_assert!(naive.resting.is_empty() && alive >= threads as usize);
                            prop_assert!(naive.waiting.len() >= queue as usize);
                            prop_assert_eq!(refused, job);
                        }
                        Offered::Closed(_) => prop_assert!(false, "nobody closed it"),
                    }
                }
                Step::Finish(rank) if !naive.at_work.is_empty() => {
                    let worker = naive.at_work.remove(rank % naive.at_work.len());
                    let alive = naive.at_work.len() + 1 + naive.resting.len();
                    match state.next(worker) {
                        Next::Leave => prop_assert!(alive > threads as usize),
                        Next::Job(next) => {
                            prop_assert_eq!(naive.waiting.pop_front().map(|(_, job)| job), Some(next));
                            naive.at_work.push(worker);
                        }
                        Next::Rest => {
                            prop_assert!(naive.waiting.is_empty());
                            naive.resting.push(worker);
                        }
                    }
                }
                Step::GoHome if !naive.resting.is_empty() => {
                    prop_assert!(state.leave(&naive.resting.remove(0)));
                }
                Step::Forget(rank) if !naive.waiting.is_empty() => {
                    let (number, waiting) = naive.waiting.remove(rank % naive.waiting.len()).unwrap();
                    prop_assert_eq!(state.forget(number), Some(waiting));
                    prop_assert_eq!(state.forget(number), None);
                }
                Step::Resize(new_threads, new_queue) => {
                    (threads, queue) = (new_threads, new_queue);
                    let resized = state.resize(threads, queue);
                    for started in resized.started {
                        prop_assert_eq!(naive.waiting.pop_front().map(|(_, job)| job), Some(started));
                        thread += 1;
                        naive.at_work.push(thread);
                    }
                    for home in resized.sent_home {
                        prop_assert_eq!(naive.resting.remove(0), home);
                    }
                    let alive = naive.at_work.len() + naive.resting.len();
                    prop_assert!(alive <= threads as usize || naive.resting.is_empty());
                    prop_assert!(naive.waiting.is_empty() || alive >= threads as usize);
                }
                _ => {}
            }
            let alive = naive.at_work.len() + naive.resting.len();
            prop_assert_eq!(state.alive() as usize, alive);
            prop_assert_eq!(state.active() as usize, naive.at_work.len());
            prop_assert_eq!(state.queued() as usize, naive.waiting.len());
            prop_assert!(naive.waiting.is_empty() || naive.resting.is_empty());
        }
    }
}
