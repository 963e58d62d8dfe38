//! Types of the function by names of our own, for where they stand in brackets: of one that is not there rustc has other words in these
//! than in the function, and would tell it twice.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{ReturnType, Type};

use super::{aspect, cold};
use crate::model::{Command, has_names, is_primitive};
use crate::names::located;

// Output, beside a handle:
//     type __dyno_args_page_1f2e3d4c = (Request,);         // where there is an aspect
//     type __dyno_returns_page_1f2e3d4c = Response;
pub(super) fn named(command: &Command) -> TokenStream {
    let is_filtered = command.guard.aspect.is_some() && has_names(&command.subject);
    let args = is_filtered.then(|| (args(command), aspect::args(command)));
    let returns = named_returns(command).map(|name| (name, cold::output(&command.subject)));
    let named = args.into_iter().chain(returns).map(|(name, ty)| {
        quote_spanned! {Span::mixed_site()=>
            #[allow(dead_code, non_camel_case_types)]
            type #name = #ty;
        }
    });
    named.collect()
}

/// What the tuple of the arguments is called.
pub(super) fn args(command: &Command) -> Ident {
    name(command, "args")
}

/// What is returned, by its name or as it is spelled.
pub(super) fn returns(command: &Command) -> TokenStream {
    named_returns(command).map_or_else(|| cold::output(&command.subject), ToTokens::into_token_stream)
}

/// What the type is called that is returned. One that stands in brackets in the function as well has none.
pub(super) fn named_returns(command: &Command) -> Option<Ident> {
    let subject = &command.subject;
    let ReturnType::Type(_, ty) = &subject.sig.output else { return None };
    let Type::Path(path) = &**ty else { return None };
    let is_word = path.path.get_ident().is_some_and(|name| name != "Self") && !is_primitive(path);
    (is_word && subject.sig.generics.params.is_empty()).then(|| name(command, "returns"))
}

fn name(command: &Command, word: &str) -> Ident {
    let (name, mark) = (command.subject.plain_name(), command.mark);
    format_ident!("__dyno_{word}_{name}_{mark:08x}", span = located(command.subject.sig.ident.span()))
}
