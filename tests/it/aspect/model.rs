//! A chain held against a naive model: the filters as a list of what they do, and a call as a walk there and back.

use dyno::{Aspect, Chain, Later, Next};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a filter does.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Adds to the argument, and to what comes back.
    Adds(u64, u64),
    /// Answers at once, if the argument is even.
    Answers(u64),
    /// Doubles what comes back.
    Doubles,
}

#[derive(Clone, Debug)]
enum Op {
    Push(Does),
    Replace(Vec<Does>),
    Clear,
    Call(u64),
}

impl Does {
    fn filter(self, value: u64, next: Next<(u64,), u64>) -> u64 {
        match self {
            Self::Adds(there, back) => next.call((value.wrapping_add(there),)).wrapping_add(back),
            Self::Answers(answer) if value % 2 == 0 => answer,
            Self::Answers(_) => next.call((value,)),
            Self::Doubles => next.call((value,)).wrapping_mul(2),
        }
    }

    async fn filter_later(self, value: u64, next: Next<(u64,), Later<u64>>) -> u64 {
        match self {
            Self::Adds(there, back) => next.call((value.wrapping_add(there),)).await.wrapping_add(back),
            Self::Answers(answer) if value % 2 == 0 => answer,
            Self::Answers(_) => next.call((value,)).await,
            Self::Doubles => next.call((value,)).await.wrapping_mul(2),
        }
    }
}

/// What a call gives by the model: there through the list, and back.
fn modelled(filters: &[Does], mut value: u64) -> u64 {
    let mut passed = 0;
    let mut answer = None;
    for does in filters {
        match *does {
            Does::Adds(there, _) => value = value.wrapping_add(there),
            Does::Answers(at_once) if value % 2 == 0 => {
                answer = Some(at_once);
                break;
            }
            Does::Answers(_) | Does::Doubles => {}
        }
        passed += 1;
    }
    let returned = answer.unwrap_or(core(value));
    filters[..passed].iter().rev().fold(returned, |returned, does| match *does {
        Does::Adds(_, back) => returned.wrapping_add(back),
        Does::Answers(_) => returned,
        Does::Doubles => returned.wrapping_mul(2),
    })
}

fn core(value: u64) -> u64 {
    value.wrapping_mul(3)
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        (0..9_u64, 0..9_u64).prop_map(|(there, back)| Does::Adds(there, back)),
        (0..99_u64).prop_map(Does::Answers),
        Just(Does::Doubles),
    ]
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        3 => does().prop_map(Op::Push),
        1 => vec(does(), 0..6).prop_map(Op::Replace),
        1 => Just(Op::Clear),
        5 => (0..99_u64).prop_map(Op::Call),
    ];
    vec(op, 0..30)
}

fn run(ops: &[Op]) {
    let aspect = Aspect::<(u64,), u64>::named("model").unwrap();
    let later = Aspect::<(u64,), Later<u64>>::named("later").unwrap();
    let mut model = Vec::new();
    for op in ops {
        match op {
            Op::Push(does) => {
                let does = *does;
                model.push(does);
                aspect.push(move |(value,), next| does.filter(value, next));
                later.push(move |(value,), next| does.filter_later(value, next));
            }
            Op::Replace(list) => {
                model.clone_from(list);
                aspect.replace(|chain: &mut Chain<_, _>| {
                    for does in list.clone() {
                        chain.push(move |(value,), next| does.filter(value, next));
                    }
                });
                later.replace(|chain| {
                    for does in list.clone() {
                        chain.push(move |(value,), next| does.filter_later(value, next));
                    }
                });
            }
            Op::Clear => {
                model.clear();
                aspect.clear();
                later.clear();
            }
            Op::Call(value) => {
                let expected = modelled(&model, *value);
                assert_eq!(aspect.call((*value,), |(value,)| core(value)), expected);
                let call = later.call_async((*value,), |(value,)| async move { core(value) });
                assert_eq!(futures_now(call), expected);
            }
        }
        assert_eq!((aspect.len(), later.len()), (model.len(), model.len()));
    }
}

/// Polls what nothing delays.
fn futures_now<T>(work: impl Future<Output = T>) -> T {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(work).poll(&mut cx) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_chain_does_what_the_model_does(ops in ops()) {
        let registry = dyno::Registry::new();
        let _here = registry.enter();
        run(&ops);
    }
}
