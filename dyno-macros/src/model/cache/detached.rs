//! Whether a making is a task of its own.

use quote::ToTokens;
use syn::Expr;

use crate::parse::{Sense, mention};

use super::super::arg::{Arg, Passing};
use super::super::command::Command;
use super::super::flow::Flow;
use super::Cache;

impl Cache {
    /// Whether what makes a value may outlive whoever asks for it: it owns everything, as far as the signature tells. Where no handle stands
    /// it may be in an impl, whose types a function inside of this one cannot name.
    pub(crate) fn is_detached(&self, command: &Command) -> bool {
        let subject = &command.subject;
        let owns = |arg: &Arg| {
            let ty = arg.ty.to_token_stream();
            let is_plain = arg.pattern.is_none() || arg.is_hidden();
            let borrows = mention(ty.clone(), "impl", Sense::Any).is_some() || ty.to_string().contains(['&', '\'']);
            arg.passing == Passing::Owned && is_plain && !borrows && arg.attrs.is_empty()
        };
        let names_itself = || mention(subject.body.tokens.clone(), &subject.plain_name(), Sense::Any).is_some();
        let asks = |expr: &Expr| {
            let tokens = expr.to_token_stream();
            subject.args.iter().any(|arg| mention(tokens.clone(), &arg.name.to_string(), Sense::Variable).is_some())
        };
        subject.flow == Flow::Async
            && command.handle().is_some()
            && subject.sig.generics.params.is_empty()
            && matches!(subject.sig.safety, syn::Safety::Default)
            && subject.args.iter().all(owns)
            && !names_itself()
            && !self.ttl_of.as_ref().is_some_and(asks)
    }
}
