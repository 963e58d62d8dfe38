//! Functions that other macros write, whose tokens come from two places.

use dyno::command;

use super::{Answer, Failed, refuse};

macro_rules! guarded {
    ($vis:vis $name:ident, $argument:ident: $kind:ty, $returned:ty, $limit:literal, $body:block) => {
        #[command(timeout = $limit, breaker = "made", fallback = |_| Ok($argument.len()))]
        $vis async fn $name($argument: $kind, other: usize) -> $returned {
            let sum = other + $argument.len();
            if sum == 0 {
                return Err(Failed);
            }
            $body
        }
    };
}

guarded!(pub(super) owned, text: String, Answer<usize>, 60s, { Ok(text.len() + 1) });
guarded!(borrowed, text: &str, Answer<usize>, 1.5m, { Ok(text.len() + 2) });

macro_rules! doubled {
    ($name:ident, $returned:ty, $value:expr) => {
        #[command(fallback = |_| 0, failure_if = |returned| *returned == 2)]
        fn $name() -> $returned {
            $value * 2
        }
    };
}

// Without what the compiler knows of `$value` this would be 5.
doubled!(six, u8, 1 + 2);
doubled!(two, u8, 1);

macro_rules! method {
    ($name:ident, $receiver:ident) => {
        #[command(breaker = "made", fallback = |_| Ok($receiver.0))]
        fn $name(&mut $receiver, mut more: Vec<u8>) -> Answer<u8> {
            more.push($receiver.0);
            $receiver.0 += 1;
            more.pop().ok_or(Failed)
        }
    };
}

/// What is a block of its own for the compiler is one for the attribute.
macro_rules! by_blocks {
    ($name:ident, $answer:block, $again:block) => {
        #[deny(unused_braces)]
        #[command(breaker = "by blocks", retry(n = 2, backoff = off, on = |_: &Failed| $again), fallback = |_| $answer)]
        fn $name() -> Answer<u8> $answer
    };
}

by_blocks!(by_blocks, { Ok(7) }, { true });

struct Counter(u8);

impl Counter {
    method!(next, self);
}

macro_rules! settled {
    ($name:ident, $limit:expr, $calls:expr, $breaker:expr, $failed:expr, $fallback:expr) => {
        #[command(
                                                    timeout = $limit,
                                                    breaker($breaker, window = calls($calls), slow_call = ($limit)),
                                                    failure_if = $failed,
                                                    fallback = $fallback
                                                )]
        async fn $name() -> Option<u8> {
            Some(1)
        }
    };
}

settled!(to_literal, 60s, 30, "settled", |returned| *returned == Some(1), 7);
settled!(to_closure, LIMIT, 2 * 15, "settled too", Option::is_some, (|_| Some(8)));

macro_rules! answered_by {
    ($name:ident, $fallback:path, $failed:path, $calls:literal) => {
        #[command(breaker(window = calls($calls)), fallback = $fallback, failure_if = $failed)]
        fn $name(number: u8) -> Option<u8> {
            number.checked_sub(1)
        }
    };
}

const LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

fn nine(_: u8) -> Option<u8> {
    Some(9)
}

answered_by!(by_path, nine, Option::is_none, 30);

#[dyno::test]
async fn fragments_are_what_they_hold() {
    assert_eq!((to_literal().await, to_closure().await, by_path(0), by_path(1)), (Some(7), Some(8), Some(9), Some(0)));
    for breaker in [to_literal::breaker(), to_closure::breaker(), by_path::breaker()] {
        assert_eq!(breaker.settings().window, dyno::Window::Calls(30));
    }
    assert_eq!(to_literal::breaker().settings().slow_call, Some(LIMIT));
}

#[dyno::test]
async fn they_are_like_others() {
    assert_eq!((owned("a".to_owned(), 0).await, borrowed("a", 0).await), (Ok(2), Ok(3)));
    assert_eq!((owned(String::new(), 0).await, six(), two()), (Ok(0), 6, 0));
    assert_eq!(by_blocks(), Ok(7));
    let mut counter = Counter(1);
    assert_eq!((counter.next(Vec::new()), counter.0), (Ok(1), 2));
    refuse("made");
    assert_eq!((owned("abc".to_owned(), 0).await, borrowed("ab", 0).await), (Ok(3), Ok(2)));
    assert_eq!((counter.next(Vec::new()), counter.0), (Ok(2), 2));
}
