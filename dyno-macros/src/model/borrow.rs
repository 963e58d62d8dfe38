//! What a type borrows, as far as its spelling tells.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// Where a type borrows for less than for ever, as far as its spelling tells. What a closure takes or gives is borrowed in its calls.
pub(super) fn borrow_inside(ty: TokenStream) -> Option<Span> {
    let tokens: Vec<_> = ty.into_iter().collect();
    let is = |at: usize, sign| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(word)) => Some(word),
        _ => None,
    };
    let is_called = |at: usize| {
        let takes =
            matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        takes && at.checked_sub(1).is_some_and(|before| word(before).is_some())
    };
    if (0..tokens.len()).any(|at| is_called(at) || word(at).is_some_and(|word| word == "for")) {
        return None;
    }
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) => borrow_inside(group.stream()),
        // Of one with a lifetime that tells.
        TokenTree::Punct(punct) if punct.as_char() == '&' && !is(at + 1, '\'') => Some(punct.span()),
        TokenTree::Punct(punct) if punct.as_char() == '\'' => {
            word(at + 1).filter(|word| *word != "static").map(|_| punct.span())
        }
        _ => None,
    })
}
