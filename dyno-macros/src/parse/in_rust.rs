//! Times inside of expressions, where Rust knows no `2s`.

use std::time::Duration;

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Lit};

use crate::names::{DURATION, located};

use super::number::Number;

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

fn times(tokens: TokenStream, found: &mut bool) -> TokenStream {
    let mut before = [None, None];
    let mut written = TokenStream::new();
    for token in tokens {
        // A macro may have a `2s` of its own.
        let is_of_macro =
            matches!(&before, [Some(TokenTree::Ident(_)), Some(TokenTree::Punct(mark))] if mark.as_char() == '!');
        before = [before[1].take(), Some(token.clone())];
        match token {
            TokenTree::Literal(literal) => match time(&literal) {
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

fn time(literal: &Literal) -> Option<Duration> {
    let literal: Lit = syn::parse2(literal.to_token_stream()).ok()?;
    Number::new(&literal, false, false)?.duration().ok()
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
