//! The user's body, as a future or as a closure that runs once.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Attribute, ReturnType, Token, parse2};

use crate::model::{Arg, Bound, Flow, HandedOut, Need, Packing, Passing, Subject, is_primitive_name, of_any_output};
use crate::names::{INFALLIBLE, MADE, NONE, Root, SOME, located};
use crate::parse::{Sense, mention, rename_self};

use super::answer::hidden_self;
use super::typed::typed_by;

/// Attributes of an argument that may also stand before a `let`.
const SAID: [&str; 7] = ["allow", "cfg", "cfg_attr", "deny", "expect", "forbid", "warn"];

// Input:
//     { BODY }
//
// Output:
//     async move {
//         if let Some(__never) = None::<Result<Stock, StockError>> {
//             return __never;                     // tells `?` and `return` what the type is
//         }
//         let _ = &self;                          // takes all of it, and not only those fields that the body names
//         let sku = sku;                          // dropped after the locals of the body
//         { BODY }
//     }
//
// and of a function that hands out a future:
//     async move {
//         made::<Result<Stock, StockError>, _>(move || { BODY }).await
//     }
pub(super) fn future(subject: &Subject, root: &Root) -> TokenStream {
    future_after(None, subject, root)
}

/// The same, of all that belongs to its call.
pub(super) fn whole_future(subject: &Subject, root: &Root) -> TokenStream {
    future_after(Some(&of_call(subject)), subject, root)
}

fn future_after(first: Option<&TokenStream>, subject: &Subject, root: &Root) -> TokenStream {
    let capture = capture(subject);
    if let Flow::Future(handed_out) = subject.flow {
        let lent = lent(subject);
        let inside = if handed_out.block { block(subject) } else { made(subject, handed_out, root) };
        return quote_spanned!(Span::mixed_site()=> async #capture { #first #lent #inside });
    }
    let (anchor, lent) = (own_anchor(subject), lent(subject));
    let bound = bound_again(subject);
    let (whole, body) = (whole_self(subject, false), braced(subject));
    // What rustc finds wrong with what attempts keep of what they are lent is shown at the type.
    let at = if subject.is_repeated { located(subject.returns.span()) } else { Span::mixed_site() };
    quote_spanned!(at=> async #capture { #anchor #first #whole #lent #bound #body })
}

/// What stood inside of the user's own `async move { .. }`.
fn block(subject: &Subject) -> TokenStream {
    let anchor = own_anchor(subject);
    let bound = bound_again(subject);
    let body = braced(subject);
    quote_spanned!(Span::mixed_site()=> #anchor #bound #body)
}

/// Makes the future with the rest of the body, in which `return` means what it did, and awaits it.
fn made(subject: &Subject, handed_out: HandedOut, root: &Root) -> TokenStream {
    let at_type = located(subject.returns.span());
    let made = MADE.at(root, at_type);
    let bound = bound_again(subject);
    let body = braced(subject);
    // What is boxed becomes a `dyn Future` where it is returned.
    let boxed = match &subject.sig.output {
        ReturnType::Type(_, ty) if handed_out.packing != Packing::Bare => Some(ty),
        _ => None,
    };
    if subject.is_repeated {
        let returns = boxed.and_then(|ty| arrow(Some(of_any_output(ty).to_token_stream())));
        let anchor = quote_spanned!(at_type=> if let #SOME(__never) = __of.future() { return __never; });
        return quote_spanned!(at_type=> #made(move || #returns { #anchor #bound #body }).await);
    }
    let output = subject.returns.written().map(|output| quote_spanned!(at_type=> ::<#output, _>));
    let returns = boxed.and_then(|ty| arrow(Some(ty.to_token_stream())));
    // What is no future, or one of another type, is shown at the type, and once.
    quote_spanned!(at_type=> #made #output(move || #returns { #bound #body }).await)
}

/// Lends the body what the fallback or another attempt needs again, even if the body moves it.
fn lent(subject: &Subject) -> TokenStream {
    let here = Span::mixed_site();
    let hidden = subject.receiver().filter(|_| subject.lends_self()).map(|receiver| {
        let (hidden, itself) = (hidden_self(receiver), &receiver.self_token);
        quote_spanned!(here=> #[allow(clippy::no_effect_underscore_binding)] let #hidden = &mut *#itself;)
    });
    let args = subject.args.iter().filter(|arg| arg.is_lent()).map(|arg| {
        let (name, mutability) = (&arg.name, &arg.mutability);
        // A pattern has them where it takes it apart.
        let attrs = match &arg.pattern {
            None => attributes(arg, Some(name)),
            Some(_) => arg.conditions().map(ToTokens::to_token_stream).collect(),
        };
        let value = used(name, quote_spanned!(here=> &mut *#name));
        quote_spanned!(here=> #attrs let #mutability #name = #value;)
    });
    hidden.into_iter().chain(args).collect()
}

// Input:
//     { BODY }
//
// Output:
//     move || -> Result<Stock, StockError> {
//         let sku = sku;
//         { BODY }
//     }
//
// and where the fallback or another attempt needs `&mut self` again, so that the body may move what it gets:
//     || -> Result<Stock, StockError> {
//         let __self = &mut *self;
//         { BODY with `__self` }
//     }
pub(super) fn closure(subject: &Subject, is_apart: bool) -> TokenStream {
    let here = Span::mixed_site();
    let (capture, lent) = (capture(subject), lent(subject));
    let bound = bound_again(subject);
    let (whole, body) = (whole_self(subject, is_apart), braced(subject));
    if subject.is_repeated {
        let anchor = own_anchor(subject);
        // As in `future`.
        let at_type = located(subject.returns.span());
        return quote_spanned!(at_type=> #capture || { #anchor #whole #lent #bound #body });
    }
    let returns = arrow(subject.returns.written());
    if whole.is_none() && lent.is_empty() && bound.is_empty() {
        return quote_spanned!(here=> #capture || #returns #body);
    }
    // A closure with a type needs braces of its own.
    quote_spanned!(here=> #capture || #returns { #whole #lent #bound #body })
}

/// Tells the body its type: what one attempt returns is known by its type alone, where there may be more.
fn own_anchor(subject: &Subject) -> Option<TokenStream> {
    if !subject.is_repeated {
        return anchor(subject.returns.written(), subject.returns.span());
    }
    Some(quote_spanned! {located(subject.returns.span())=>
        if let #SOME(__never) = __of.never() {
            return __never;
        }
    })
}

/// Tells an async block its type before the first `?` inside of it. A single word in no brackets, as it stands in the function: rustc has
/// other words in these for a type that is not there, and would tell it twice.
pub(super) fn anchor(returns: Option<TokenStream>, at: Span) -> Option<TokenStream> {
    let returns = returns?;
    let at = located(at);
    let none = if parse2::<Ident>(returns.clone()).is_ok_and(|word| !is_primitive_name(&word.to_string())) {
        quote_spanned!(at=> #NONE.map(|__none: #INFALLIBLE| -> #returns { match __none {} }))
    } else {
        quote_spanned!(at=> #NONE::<#returns>)
    };
    Some(quote_spanned! {at=>
        if let #SOME(__never) = #none {
            return __never;
        }
    })
}

/// `-> Type`
pub(super) fn arrow(returns: Option<TokenStream>) -> Option<TokenStream> {
    let returns = returns?;
    Some(quote_spanned!(Span::mixed_site()=> -> #returns))
}

/// What the fallback needs again cannot be moved into the body as a whole.
fn capture(subject: &Subject) -> Option<TokenStream> {
    (!subject.lends()).then(|| quote_spanned!(Span::mixed_site()=> move))
}

/// Has the body take an owned `self` as one: field by field, what the body does not name would be dropped before it, or after the rest.
/// A body that does not mention it leaves it to the call, unless it `goes_on` when that has ended.
fn whole_self(subject: &Subject, goes_on: bool) -> Option<TokenStream> {
    let here = Span::mixed_site();
    let receiver = subject.receiver().filter(|_| subject.self_passing() == Some(Passing::Owned))?;
    if subject.assigns_self() {
        let (hidden, said) = (hidden_self(receiver), said(&receiver.attrs));
        let (mutability, itself) = (&receiver.mutability, &receiver.self_token);
        return Some(quote_spanned! {here=>
            #[allow(clippy::no_effect_underscore_binding)]
            #(#said)*
            let #mutability #hidden = #itself;
        });
    }
    let is_mentioned = || mention(subject.body.tokens.clone(), "self", Sense::Variable).is_some();
    let itself = if subject.renames_self() { hidden_self(receiver) } else { Ident::from(receiver.self_token) };
    (goes_on || is_mentioned()).then(|| quote_spanned!(here=> let _ = &#itself;))
}

/// What belongs to the call, at the beginning of its future.
pub(super) fn of_call(subject: &Subject) -> TokenStream {
    let here = Span::mixed_site();
    let itself = subject.receiver().filter(|_| subject.is_async() && subject.self_passing() == Some(Passing::Owned));
    let itself = itself.map(|receiver| {
        let itself = &receiver.self_token;
        quote_spanned!(here=> let _ = &#itself;)
    });
    let each = subject.args.iter().filter(|arg| arg.is_of_call()).map(|arg| {
        let (name, attrs) = (&arg.name, attributes(arg, None));
        let whole = again(arg, name, None);
        let parts = arg.pattern.as_ref().filter(|_| !arg.is_ignored());
        let parts = parts.map(|pattern| quote_spanned!(here=> #attrs let #pattern = #name;));
        quote_spanned!(here=> #whole #parts)
    });
    itself.into_iter().chain(each).collect()
}

/// The arguments that belong to the body, bound in their order: they are dropped in the opposite one, after its locals.
fn bound_again(subject: &Subject) -> TokenStream {
    subject.args.iter().map(bind).collect()
}

fn bind(arg: &Arg) -> TokenStream {
    let here = Span::mixed_site();
    let Arg { name, mutability, .. } = arg;
    match arg.bound_again() {
        Bound::Nothing => TokenStream::new(),
        Bound::Whole => again(arg, name, mutability.as_ref()),
        Bound::Names(names) => names.into_iter().map(|pat| again(arg, &pat.ident, None)).collect(),
        Bound::Pattern(pattern) => {
            let attrs = attributes(arg, None);
            let value = match arg.passing {
                Passing::Exclusive => quote_spanned!(here=> &mut *#name),
                _ => taken_apart(arg),
            };
            // What the pattern leaves in place would otherwise stay outside.
            let whole = (arg.passing == Passing::Owned).then(|| {
                let conditions = arg.conditions();
                quote_spanned!(here=> #(#conditions)* let #name = #name;)
            });
            quote_spanned!(here=> #whole #attrs let #pattern = #value;)
        }
    }
}

/// The value that a pattern takes apart: in braces it is nobody's variable, so that `ref mut` may borrow it.
pub(super) fn taken_apart(arg: &Arg) -> TokenStream {
    let name = &arg.name;
    if arg.is_borrowed_mutably() {
        return quote_spanned!(Span::mixed_site()=> { #name });
    }
    name.to_token_stream()
}

fn again(arg: &Arg, name: &Ident, mutability: Option<&Token![mut]>) -> TokenStream {
    let (here, attrs) = (Span::mixed_site(), attributes(arg, Some(name)));
    let value = used(name, name.to_token_stream());
    quote_spanned!(here=> #attrs let #mutability #name = #value;)
}

/// What the user said of the argument holds here as well, and lints keep quiet about what only we do.
fn attributes(arg: &Arg, name: Option<&Ident>) -> TokenStream {
    let here = Span::mixed_site();
    let is_used_elsewhere = arg.is_used.then(|| quote_spanned!(here=> unused_variables));
    let may_change = arg.mutability.is_some() || arg.is_hidden();
    let fallback_changes = (may_change && arg.need == Need::Variable).then(|| quote_spanned!(here=> unused_mut));
    let called_unused = name.filter(|name| name.to_string().starts_with('_'));
    let called_unused = called_unused.map(|_| quote_spanned!(here=> clippy::no_effect_underscore_binding));
    let lints: Vec<_> = [is_used_elsewhere, fallback_changes, called_unused].into_iter().flatten().collect();
    let allowed = (!lints.is_empty()).then(|| quote_spanned!(here=> #[allow(#(#lints),*)]));
    let said = said(&arg.attrs);
    quote_spanned!(here=> #allowed #(#said)*)
}

/// What is bound again, of an argument that may be called unused: it is we who use it here.
fn used(name: &Ident, value: TokenStream) -> TokenStream {
    let word = name.to_string();
    if !word.starts_with('_') || word.starts_with("__") {
        return value;
    }
    quote_spanned!(Span::mixed_site()=> { #[allow(clippy::used_underscore_binding)] #value })
}

fn said(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| SAID.iter().any(|word| attr.path().is_ident(word)))
}

/// The body in the user's braces, so that lints about a block know whose it is; one that is a single expression in ours, because they could take the
/// user's for unnecessary ones.
fn braced(subject: &Subject) -> TokenStream {
    let tokens = match subject.receiver() {
        Some(receiver) if subject.assigns_self() || subject.renames_self() => {
            &rename_self(subject.body.tokens.clone(), &hidden_self(receiver))
        }
        _ => &subject.body.tokens,
    };
    let typed = subject.returns.written().filter(|_| subject.is_repeated);
    let typed = typed.map(|returns| typed_by(&Ident::new("__of", Span::mixed_site()), &returns, tokens));
    let tokens = typed.as_ref().unwrap_or(tokens);
    let ends = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let is_block = subject.body.tokens.is_empty() || subject.body.tokens.clone().into_iter().any(|token| ends(&token));
    let span = subject.body.span;
    quote_spanned!(if is_block { span } else { located(span) }=> { #tokens })
}
