//! How the outcome of an attempt is told from what it returned.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Receiver};

use crate::model::{Arg, Command, Guard, Passing, Subject};
use crate::names::{JUDGE, KEEP_ASKED, NONE, PARAMETER_KEEP, RETURNED, located};
use crate::parse::rename_self;

use super::answer::hidden_self;

// Input:
//     ignore = |error: &StockError| error.is_client()
//
// Output:
//     |__returned| judge(
//         __returned,
//         Returned(__returned).error(),
//         |error: &StockError| error.is_client(),
//         |_| Returned(__returned).is_failure(),
//     ),
//     |__returned| Returned(__returned).error().and_then(|_| Returned(__returned).text())
//
// The second, [`tell`], says what is wrong, if anybody asks. Where a question names what the body takes, it has one of its own:
//
//     let __named = __attempt.spare(|| (keep_asked(&sku),));      // before the body
//     .., { let (sku,) = __named; move |__returned| judge(..) }, ..
pub(super) fn judge(command: &Command) -> TokenStream {
    let (verdict, tell) = (verdict(command), tell(&command.guard));
    quote_spanned!(Span::mixed_site()=> #verdict, #tell)
}

/// The first of them alone.
pub(super) fn verdict(command: &Command) -> TokenStream {
    let Command { subject, guard, .. } = command;
    // A question about another type than the function's is shown where it stands.
    let root = &guard.root;
    let (here, judge) = match guard.ignore.as_ref().or(guard.failure_if.as_ref()) {
        Some(question) => (located(question.span()), JUDGE.at(root, question.span())),
        None => (Span::mixed_site(), JUDGE.of(root)),
    };
    let returned = RETURNED.of(root);
    let taken = asked_self(subject, guard).map(hidden_self);
    let names: Vec<_> = taken.iter().chain(asked(subject, guard).map(|(name, _)| name)).collect();
    // What a closure takes with it would be gone for the fallback.
    let lent_self =
        subject.receiver().filter(|_| !names.is_empty() && subject.lends_self() && guard.asks_about("self"));
    let lent_self = lent_self.map(|receiver| (hidden_self(receiver), &receiver.self_token));
    let instead = taken.as_ref().or(lent_self.as_ref().map(|(hidden, _)| hidden));
    let theirs = |question: &Expr| match instead {
        Some(instead) => rename_self(question.to_token_stream(), instead),
        None => question.to_token_stream(),
    };
    let ignore = guard.ignore.as_ref().map_or_else(|| quote_spanned!(here=> |_| false), theirs);
    let failed = || quote_spanned!(here=> |_| #returned(__returned).is_failure());
    let failed = guard.failure_if.as_ref().map_or_else(failed, theirs);
    let judged =
        quote_spanned!(here=> |__returned| #judge(__returned, #returned(__returned).error(), #ignore, #failed));
    if names.is_empty() {
        return judged;
    }
    let lent_self = lent_self.iter().map(|(hidden, itself)| quote_spanned!(here=> let #hidden = &*#itself;));
    let lent = subject.args.iter().filter(|arg| arg.is_lent() && guard.asks_about(&arg.name.unraw().to_string()));
    let lent = lent_self.chain(lent.map(|Arg { name, .. }| quote_spanned!(here=> let #name = &*#name;)));
    quote_spanned! {here=>
        {
            #[allow(unused_variables)]
            let (#(#names,)*) = __named;
            #(#lent)*
            move #judged
        }
    }
}

/// What the questions need after the body has taken it; `spares` has it made.
pub(super) fn kept(
    Command { subject, guard, .. }: &Command,
    spares: impl FnOnce(TokenStream) -> TokenStream,
) -> Option<TokenStream> {
    let here = Span::mixed_site();
    let receiver = asked_self(subject, guard).map(|receiver| {
        let (at, itself) = (receiver.self_token.span, &receiver.self_token);
        let keep = KEEP_ASKED.at(&guard.root, at);
        quote_spanned!(located(at)=> #keep(&#itself))
    });
    let args = asked(subject, guard).map(|(name, arg)| {
        let at_type = arg.ty.span();
        let keep = if subject.is_parameter(&arg.ty) { &PARAMETER_KEEP } else { &KEEP_ASKED }.at(&guard.root, at_type);
        let mut shown = name.clone();
        shown.set_span(at_type.resolved_at(name.span()));
        quote_spanned!(located(at_type)=> #keep(&#shown))
    });
    let clones: Vec<_> = receiver.into_iter().chain(args).collect();
    if clones.is_empty() {
        return None;
    }
    let kept = spares(quote_spanned!(here=> (#(#clones,)*)));
    Some(quote_spanned!(here=> #[allow(clippy::used_underscore_binding)] let __named = #kept;))
}

/// `self`, where a question names it and the body takes it.
fn asked_self<'a>(subject: &'a Subject, guard: &Guard) -> Option<&'a Receiver> {
    subject.receiver().filter(|_| subject.self_passing() == Some(Passing::Owned) && guard.asks_about("self"))
}

/// The arguments that a question names and the body takes.
fn asked<'a>(subject: &'a Subject, guard: &'a Guard) -> impl Iterator<Item = (&'a Ident, &'a Arg)> {
    let is_named = |name: &Ident| guard.asks_about(&name.unraw().to_string());
    let names = subject.args.iter().flat_map(|arg| arg.owned().into_iter().map(move |name| (name, arg)));
    names.filter(move |(name, _)| is_named(name))
}

/// Whether what a fallback returned is a failure in its turn, and what it says.
pub(super) fn is_failure(guard: &Guard) -> TokenStream {
    let returned = RETURNED.of(&guard.root);
    let tell = tell(guard);
    quote_spanned!(Span::mixed_site()=> |__returned| #returned(__returned).is_failure(), #tell)
}

/// The text of an error.
pub(super) fn tell(guard: &Guard) -> TokenStream {
    let returned = RETURNED.of(&guard.root);
    quote_spanned! {Span::mixed_site()=>
        |__returned| #returned(__returned).error().and_then(|_| #returned(__returned).text())
    }
}

/// What an error tells of when another attempt has a chance, for the breaker.
pub(super) fn hint(guard: &Guard) -> TokenStream {
    let here = Span::mixed_site();
    if guard.breaker.is_none() {
        return quote_spanned!(here=> |_| #NONE);
    }
    let returned = RETURNED.of(&guard.root);
    quote_spanned!(here=> |__returned| #returned(__returned).retry_after())
}
