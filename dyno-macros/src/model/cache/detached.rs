//! Whether a making is a task of its own.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Expr;
use syn::ext::IdentExt;

use crate::parse::{Sense, calls, mention};

use super::super::arg::{Arg, Passing, bindings};
use super::super::command::Command;
use super::super::flow::Flow;
use super::super::free::free;
use super::Cache;

impl Cache {
    /// Whether what makes a value may outlive whoever asks for it: it owns everything, as far as the signature tells. Where no handle stands
    /// it may be in an impl, whose types a function inside of this one cannot name; and whether a future can be sent that contains itself
    /// rustc does not find out while it is at it.
    pub(crate) fn is_detached(&self, command: &Command) -> bool {
        let subject = &command.subject;
        let owns = |arg: &Arg| {
            let guard = &command.guard;
            let mut in_place = self.key.iter().chain(guard.keys()).chain(guard.questions());
            let is_whole = arg.pattern.is_none() || !in_place.any(|expr| asks(expr, arg));
            arg.attrs.is_empty() && arg.can_be_held() && is_whole && lasts(arg)
        };
        subject.flow == Flow::Async
            && command.handle().is_some()
            && subject.sig.generics.params.is_empty()
            && matches!(subject.sig.safety, syn::Safety::Default)
            && subject.args.iter().all(owns)
            && !calls(subject.body.tokens.clone(), &subject.plain_name())
            && !self.ttl_of.as_ref().is_some_and(|expr| subject.args.iter().any(|arg| asks(expr, arg)))
    }
}

/// Whether an expression mentions an argument, or what its pattern binds.
fn asks(expr: &Expr, arg: &Arg) -> bool {
    let is_mentioned = |name: &Ident| free(expr, &name.unraw().to_string()).is_some();
    match &arg.pattern {
        Some(pattern) => bindings(pattern).into_iter().any(|pat| is_mentioned(&pat.ident)),
        None => is_mentioned(&arg.name),
    }
}

/// Whether an argument owns all that it has, or has it for ever.
fn lasts(arg: &Arg) -> bool {
    let ty: TokenStream = arg.ty.to_token_stream();
    let spelled = ty.to_string().replace(' ', "").replace("&'static", "").replace("'static", "");
    let is_known = mention(ty, "impl", Sense::Any).is_none() && !spelled.contains(['&', '\'']);
    is_known && arg.passing != Passing::Exclusive && (arg.passing == Passing::Owned || arg.mutability.is_none())
}
