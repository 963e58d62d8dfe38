//! What answers when the body did not.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit, Pat, PatType, Receiver};

use crate::model::{Closure, Command, Fallback, Passing, Subject, of_any_edition};
use crate::names::{ANSWER, GIVEN_CAUSE, LITERAL, TEXT, located};
use crate::parse::{Sense, bare, mention, rename_self};

use super::call::underscored;
use super::{body, judge};

/// The last line of a function with a fallback. What is awaited there stands in braces of ours, in which its temporaries end: those that an
/// attribute below writes round it may be of an older edition.
pub(super) fn answer(command: &Command, fallback: &Fallback) -> TokenStream {
    match fallback {
        Fallback::Path(function) => path(command, function),
        Fallback::Closure(inline) => closure(command, inline),
        Fallback::Literal(value) => literal(command, value),
    }
}

// Input:
//     fallback = last_known
//
// Output:
//     { __call.answer(Answer::of(move || { last_known(sku, depot) }).ready(), |__returned| ..).await }
//
// and in a sync function:
//     __call.answer_sync(move || { last_known(sku, depot) }, |__returned| ..)
fn path(Command { subject, guard, .. }: &Command, function: &ExprPath) -> TokenStream {
    // What the path returns is checked where the path stands.
    let at_path = located(function.span());
    let function = not_a_variable(function, subject);
    let receiver = subject.receiver().map(|receiver| match subject.self_passing() {
        Some(Passing::Owned) => hidden_self(receiver).to_token_stream(),
        _ => receiver.self_token.to_token_stream(),
    });
    let args = receiver
        .into_iter()
        .chain(subject.args.iter().filter(|arg| arg.is_visible()).map(|arg| arg.name.to_token_stream()));
    let called = underscored(subject, &quote_spanned!(at_path=> #function(#(#args),*)));
    let failed = judge::is_failure(guard);
    // The braces hold the attribute of an argument that is called unused.
    if subject.is_async() {
        let answer = ANSWER.at(&guard.root, at_path);
        return quote_spanned!(at_path=> { __call.answer(#answer(move || { #called }).ready(), #failed).await });
    }
    quote_spanned!(at_path=> __call.answer_sync(move || { #called }, #failed))
}

// Input:
//     fallback = |error| recall(&sku, error)
//
// Output:
//     __call.answer(
//         async move {
//             if let Some(__never) = None::<Result<Stock, StockError>> {
//                 return __never;
//             }
//             let error = __cause;
//             recall(&sku, error)
//         },
//         |__returned| ..,
//     ).await
//
// and in a sync function:
//     __call.answer_sync(move || -> Result<Stock, StockError> { let error = __cause; recall(&sku, error) }, |__returned| ..)
//
// `|_|` leaves the cause out altogether, which may be what cannot be sent to another thread.
fn closure(Command { subject, guard, .. }: &Command, closure: &Closure) -> TokenStream {
    let here = Span::mixed_site();
    let Closure { error, output, answer } = closure;
    let failed = judge::is_failure(guard);
    let unpacked = subject.args.iter().filter(|arg| arg.is_needed() && arg.parts.is_empty()).filter_map(|arg| {
        let (pattern, value) = (arg.pattern.as_ref()?, body::taken_apart(arg));
        Some(quote_spanned!(here=> #[allow(unused_mut, unused_variables)] let #pattern = #value;))
    });
    let cause = closure.takes_cause().then(|| match error {
        Pat::Type(PatType { pat, ty, .. }) => {
            // Another type than that of the cause is shown where it stands.
            let at_type = located(ty.span());
            let given = GIVEN_CAUSE.at(&guard.root, at_type);
            let value = quote_spanned!(at_type=> #given(__cause));
            quote_spanned!(here=> let #pat: #ty = #value;)
        }
        error => quote_spanned!(here=> let #error = __cause;),
    });
    let mut answer = own_braces(answer);
    if let (true, Some(Passing::Owned), Some(receiver)) =
        (subject.needs_self, subject.self_passing(), subject.receiver())
    {
        // `self` went into the body, and a `let` cannot bring it back.
        answer = rename_self(answer, &hidden_self(receiver));
    }
    let inside = quote_spanned!(here=> #(#unpacked)* #cause #answer);
    let returns = output.as_ref().map(ToTokens::to_token_stream).or_else(|| subject.returns.written());
    if subject.is_async() {
        let anchor = body::anchor(returns, subject.returns.span());
        return quote_spanned!(here=> { __call.answer(async move { #anchor #inside }, #failed).await });
    }
    let returns = body::arrow(returns);
    quote_spanned!(here=> __call.answer_sync(move || #returns { #inside }, #failed))
}

// Input:
//     fallback = 0
//
// Output:
//     __call.answer_sync(|| Literal::<Option<u32>>::new().wrap(0), |__returned| ..)
fn literal(Command { subject, guard, .. }: &Command, value: &Expr) -> TokenStream {
    let here = Span::mixed_site();
    let failed = judge::is_failure(guard);
    let literal = LITERAL.of(&guard.root);
    let wrapped = match (subject.returns.written(), value) {
        // Of a text, because a `String` is what most functions return where one writes `""`.
        (Some(returns), Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) => {
            let theirs = located(value.span());
            let text = TEXT.at(&guard.root, theirs);
            let text = quote_spanned!(theirs=> #text(#value));
            quote_spanned!(here=> #literal::<#returns>::new().wrap(#text))
        }
        (Some(returns), _) => quote_spanned!(here=> #literal::<#returns>::new().wrap(#value)),
        (None, _) => value.to_token_stream(),
    };
    quote_spanned!(here=> __call.answer_sync(|| #wrapped, #failed))
}

/// A path that is no argument, although one may be called so: as if it were ours, which are others.
fn not_a_variable(function: &ExprPath, subject: &Subject) -> ExprPath {
    let mut function = function.clone();
    let inputs = subject.sig.inputs.to_token_stream();
    let is_called_so = |word: &Ident| mention(inputs, &word.unraw().to_string(), Sense::Any).is_some();
    if function.path.get_ident().is_some_and(is_called_so) {
        let word = &mut function.path.segments[0].ident;
        *word = of_any_edition(word);
        word.set_span(located(word.span()));
    }
    function
}

/// What `self` is called once the body has taken it. Of the user's hygiene, because a format string may name it as well.
pub(super) fn hidden_self(receiver: &Receiver) -> Ident {
    Ident::new("__self", receiver.self_token.span)
}

/// Braces round the last value of a block would be called unnecessary if they were the user's.
pub(super) fn own_braces(answer: &Expr) -> TokenStream {
    match bare(answer.clone()) {
        Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => {
            let stmts = &block.block.stmts;
            quote_spanned!(located(block.span())=> { #(#stmts)* })
        }
        answer => answer.to_token_stream(),
    }
}
