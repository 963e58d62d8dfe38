//! What is asked of which function. Every rule and every error lives here.

mod arg;
mod asked;
mod breaker;
mod bulkhead;
mod command;
mod errors;
mod evaluated;
mod fallback;
mod flow;
mod given;
mod guard;
mod handle;
mod policy;
mod pool;
mod rate_limit;
mod read;
mod returns;
mod rules;
mod scope;
mod stack;
mod subject;
mod test;

pub(crate) use self::arg::{Arg, Bound, Need, Passing};
pub(crate) use self::asked::Origin;
pub(crate) use self::command::{Command, Ending};
pub(crate) use self::errors::Mistaken;
pub(crate) use self::fallback::{Closure, Fallback};
pub(crate) use self::flow::{Flow, HandedOut, Packing};
pub(crate) use self::given::Given;
pub(crate) use self::guard::Guard;
pub(crate) use self::policy::{Argument, Declared, Policy};
pub(crate) use self::read::Setting;
pub(crate) use self::stack::Stack;
pub(crate) use self::subject::Subject;
pub(crate) use self::test::Test;
