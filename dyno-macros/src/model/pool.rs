//! `pool`, `pool = "name"`, `pool("name", threads = 4, queue = 10, ..)`.

use crate::parse::Opt;

use super::asked::{Asked, Origin};
use super::borrow;
use super::errors::Errors;
use super::policy::{Argument, Policy, read_option};
use super::read::{Reader, Rule};
use super::subject::Subject;

/// The options inside `pool(..)`.
pub(super) const OPTIONS: [&str; 5] = ["name", "threads", "queue", "idle", "queue_timeout"];

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(asked: Asked, reader: &mut Reader<'_>) -> Option<Policy> {
    let origins = [Origin::Pool, Origin::PoolOption];
    read_option(asked, origins, "pool(threads = ..)", reader, read_setting).map(|(pool, _)| pool)
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    let key = opt.key.to_string();
    let method = OPTIONS.into_iter().find(|option| *option == key)?;
    let rule = |off, zero| Rule { off, zero };
    let argument = match method {
        "threads" => Argument::Count(reader.count(opt, rule(false, "no call could ever be made"))?),
        "queue" => Argument::Count(reader.count(opt, rule(false, ""))?),
        "idle" => Argument::Duration(reader.duration(opt, rule(false, "no thread could stay"))?),
        _ => Argument::Duration(
            reader.duration(opt, rule(true, "nobody could wait: write `queue = 0` for that, or `off` for no limit"))?,
        ),
    };
    Some((method, argument))
}

/// What a function borrows cannot go with its body to another thread, which may outlive the call.
pub(super) fn check_owned(subject: &Subject, errors: &mut Errors) {
    let instead = "let a function without `self` do the work that blocks";
    borrow::check_owned(subject, "the body goes to a thread of a pool, which may outlive the call", instead, errors);
}
