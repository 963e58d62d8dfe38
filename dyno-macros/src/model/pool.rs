//! `pool`, `pool = "name"`, `pool("name", threads = 4, queue = 10, ..)`.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericParam, Type};

use crate::parse::Opt;

use super::arg::Passing;
use super::asked::{Asked, Origin};
use super::borrow::borrow_inside;
use super::errors::Errors;
use super::policy::{Argument, Policy, read_option};
use super::read::{Reader, Rule};
use super::returns::bare;
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
    const WHY: &str = "goes to a thread of a pool, which may outlive the call";
    if let Some(receiver) = subject.receiver().filter(|_| subject.self_passing().is_some_and(Passing::borrows)) {
        let message =
            format!("the body {WHY}: take `self: Arc<Self>`, or let a function without `self` do the work that blocks");
        errors.at(receiver, message);
    }
    let mut borrows = false;
    for arg in subject.args.iter().filter(|arg| arg.is_visible()) {
        let message = format!("the body {WHY}: take an owned value, such as a `String` or an `Arc`");
        if arg.passing.borrows() && !is_static(&arg.ty) {
            errors.at(&arg.ty, message);
        } else if let Some(borrow) = borrow_inside(arg.ty.to_token_stream()) {
            errors.push(syn::Error::new(borrow, message));
        } else {
            continue;
        }
        borrows = true;
    }
    if borrows {
        // Which have said it of their lifetimes.
        return;
    }
    let lifetimes = subject.sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Lifetime(param) => Some(param),
        _ => None,
    });
    for lifetime in lifetimes {
        errors.push(syn::Error::new(lifetime.span(), format!("the body {WHY}: take owned values, without lifetimes")));
    }
}

/// Whether a reference lasts for ever.
fn is_static(ty: &Type) -> bool {
    matches!(bare(ty), Type::Reference(reference) if reference.lifetime.as_ref().is_some_and(|life| life.ident == "static"))
}
