//! Model to tokens. Nothing here can fail, and nothing here decides: every decision is a function of the runtime.
//!
//! All tokens are emitted at `mixed_site`: locals of ours and of the user's never meet.

mod answer;
mod apart;
mod aspect;
mod awaited;
mod beside;
mod body;
mod cached;
mod call;
mod cold;
mod function;
mod gathered;
mod handle;
mod harnessed;
mod injected;
mod judge;
mod mistaken;
mod repeat;
mod service;
mod settings;
mod site;
mod spelled;
mod test;
mod timed;
mod typed;

pub(crate) use self::beside::beside;
pub(crate) use self::function::command;
pub(crate) use self::gathered::hand_on;
pub(crate) use self::handle::stand_in;
pub(crate) use self::mistaken::{mistaken, refused};
pub(crate) use self::test::test;
