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

struct Counter(u8);

impl Counter {
    method!(next, self);
}

#[dyno::test]
async fn they_are_like_others() {
    assert_eq!((owned("a".to_owned(), 0).await, borrowed("a", 0).await), (Ok(2), Ok(3)));
    assert_eq!((owned(String::new(), 0).await, six(), two()), (Ok(0), 6, 0));
    let mut counter = Counter(1);
    assert_eq!((counter.next(Vec::new()), counter.0), (Ok(1), 2));
    refuse("made");
    assert_eq!((owned("abc".to_owned(), 0).await, borrowed("ab", 0).await), (Ok(3), Ok(2)));
    assert_eq!((counter.next(Vec::new()), counter.0), (Ok(2), 2));
}
