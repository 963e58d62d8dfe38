//! Tokens in, spanned values out. Nothing here knows what an option means, and nothing here fails: what cannot be read
//! becomes a [`Slip`] that the model words.

mod attached;
mod function;
mod in_rust;
mod mark;
mod mention;
mod nearest;
mod number;
mod options;
mod rename;
mod value;

pub(crate) use self::attached::{Attached, applied, attached, words};
pub(crate) use self::function::{Body, Function, Stray, function, future_block};
pub(crate) use self::in_rust::{duration, in_rust, wrong_times};
pub(crate) use self::mark::{mark, told_apart};
pub(crate) use self::mention::{Sense, assigns, calls, mention};
pub(crate) use self::nearest::nearest;
pub(crate) use self::number::{Fault, NUMERIC, Number};
pub(crate) use self::options::{Entry, Form, Opt, Slip, options, values};
pub(crate) use self::rename::rename_self;
pub(crate) use self::value::{Kind, Value, bare};
