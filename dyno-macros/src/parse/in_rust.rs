//! Times inside of expressions, where Rust knows no `2s`.

use std::time::Duration;

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Ident, Lit};

use crate::names::{DURATION, located};

use super::number::{Fault, Number};

// Input:
//     |count, _| 50ms * count
//
// Output:
//     |count, _| Duration::from_millis(50) * count
/// Writes the times in an expression as Rust does.
pub(crate) fn in_rust(expr: &Expr) -> Expr {
    let (tokens, mut found) = (expr.to_token_stream(), false);
    let written = times(tokens, &mut found);
    let parsed = found.then(|| syn::parse2(written).ok()).flatten();
    parsed.unwrap_or_else(|| expr.clone())
}

/// The times in an expression that are none, each with what it was taken for and why it is not that. What is of another unit altogether
/// is no time, and the compiler knows what to say of it.
pub(crate) fn wrong_times(expr: &Expr) -> Vec<(Literal, Number, Fault)> {
    let mut wrong = Vec::new();
    each_literal(expr.to_token_stream(), &mut |literal| {
        let Some(number) = number(literal).filter(|number| !number.is_of_no_unit()) else { return };
        match number.duration() {
            Ok(_) | Err(Fault::NoUnit | Fault::UnknownUnit(None)) => {}
            Err(fault) => wrong.push((literal.clone(), number, fault)),
        }
    });
    wrong
}

fn times(tokens: TokenStream, found: &mut bool) -> TokenStream {
    let mut written = TokenStream::new();
    for (token, is_of_macro) in each(tokens) {
        match token {
            TokenTree::Literal(literal) => match number(&literal).and_then(|number| number.duration().ok()) {
                Some(time) => {
                    *found = true;
                    written.extend(duration(time, located(literal.span())));
                }
                None => written.extend([TokenTree::Literal(literal)]),
            },
            TokenTree::Group(group) if !is_of_macro => {
                let mut inside = Group::new(group.delimiter(), times(group.stream(), found));
                inside.set_span(group.span());
                written.extend([TokenTree::Group(inside)]);
            }
            token => written.extend([token]),
        }
    }
    written
}

fn each_literal(tokens: TokenStream, told: &mut dyn FnMut(&Literal)) {
    for (token, is_of_macro) in each(tokens) {
        match token {
            TokenTree::Literal(literal) => told(&literal),
            TokenTree::Group(group) if !is_of_macro => each_literal(group.stream(), told),
            _ => {}
        }
    }
}

/// Each token, and whether it is what a macro is given, which may have a `2s` of its own. Before the `!` of a macro stands a name:
/// that of `if !(..)` is another.
fn each(tokens: TokenStream) -> impl Iterator<Item = (TokenTree, bool)> {
    let mut before = [None, None];
    tokens.into_iter().map(move |token| {
        let is_of_macro = match &before {
            [Some(TokenTree::Ident(word)), Some(TokenTree::Punct(mark))] => {
                mark.as_char() == '!' && syn::parse2::<Ident>(word.to_token_stream()).is_ok()
            }
            _ => false,
        };
        before = [before[1].take(), Some(token.clone())];
        (token, is_of_macro)
    })
}

fn number(literal: &Literal) -> Option<Number> {
    let literal: Lit = syn::parse2(literal.to_token_stream()).ok()?;
    Number::new(&literal, false, false)
}

/// The largest unit that holds it exactly, for whoever reads the expansion.
pub(crate) fn duration(time: Duration, at: Span) -> TokenStream {
    let number = |mut literal: Literal| {
        literal.set_span(at);
        literal
    };
    let (name, seconds, nanos) = (DURATION.at(at), time.as_secs(), time.subsec_nanos());
    if nanos == 0 {
        let seconds = number(Literal::u64_unsuffixed(seconds));
        return quote_spanned!(at=> #name::from_secs(#seconds));
    }
    if let (true, Ok(millis)) = (nanos % 1_000_000 == 0, u64::try_from(time.as_millis())) {
        let millis = number(Literal::u64_unsuffixed(millis));
        return quote_spanned!(at=> #name::from_millis(#millis));
    }
    let (seconds, nanos) = (number(Literal::u64_unsuffixed(seconds)), number(Literal::u32_unsuffixed(nanos)));
    quote_spanned!(at=> #name::new(#seconds, #nanos))
}
