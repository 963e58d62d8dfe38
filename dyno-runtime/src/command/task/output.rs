//! What a task gives, by what its work returns.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::command::returns::Carries;
use crate::error::Error;

/// What `.await` on a task gives: a `Result` as it is, with dyno's errors put into its error type; a plain value in a
/// `Result` with [`Error`]. It is implemented for `Result` and for plain types of the standard library; a task of any other
/// type, or of a `Result` whose error does not take in dyno's, is asked by [`crate::Task::join`].
#[diagnostic::on_unimplemented(
    message = "a task of `{Self}` is asked by `.join().await`",
    label = "this is a plain value, of a type of your own",
    note = "`join` gives `Result<{Self}, dyno::Error>`"
)]
pub trait TaskOutput: Sized {
    /// What the waiter gets.
    type Result;

    /// Puts in what dyno did to the task.
    fn settle(ended: Result<Self, Error>) -> Self::Result;
}

impl<T, E> TaskOutput for Result<T, E>
where
    Self: Carries,
{
    type Result = Self;

    fn settle(ended: Result<Self, Error>) -> Self {
        ended.unwrap_or_else(Self::carry)
    }
}

macro_rules! plain {
    ($([$($param:ident),*] $name:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($param),*> TaskOutput for $name {
            type Result = Result<Self, Error>;

            fn settle(ended: Result<Self, Error>) -> Self::Result {
                ended
            }
        }
    )*};
}

plain! {
    [] (); [] bool; [] char; [] f32; [] f64;
    [] i8; [] i16; [] i32; [] i64; [] i128; [] isize; [] u8; [] u16; [] u32; [] u64; [] u128; [] usize;
    [] String; [] &'static str; [] PathBuf; [] Duration;
    [T] Option<T>; [T] Vec<T>; [T] VecDeque<T>; [T] Box<T>; [T] Arc<T>;
    [K, V, S] HashMap<K, V, S>; [T, S] HashSet<T, S>; [K, V] BTreeMap<K, V>; [T] BTreeSet<T>;
    [A, B] (A, B); [A, B, C] (A, B, C); [A, B, C, D] (A, B, C, D);
}

#[diagnostic::do_not_recommend]
impl<T, const N: usize> TaskOutput for [T; N] {
    type Result = Result<Self, Error>;

    fn settle(ended: Result<Self, Error>) -> Self::Result {
        ended
    }
}
