//! What raw tokens speak of.

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// Finds the first token that speaks of `name`: the word itself, or `{name}` inside a string.
pub(crate) fn mention(tokens: TokenStream, name: &str) -> Option<TokenTree> {
    tokens.into_iter().find_map(|token| match &token {
        TokenTree::Ident(ident) => (ident.unraw() == name).then_some(token),
        TokenTree::Literal(literal) => in_string(literal, name).then_some(token),
        TokenTree::Group(group) => mention(group.stream(), name),
        TokenTree::Punct(_) => None,
    })
}

/// Writes `other` wherever `self` stands.
pub(crate) fn rename_self(tokens: TokenStream, other: &Ident) -> TokenStream {
    let rename = |token: TokenTree| match token {
        TokenTree::Ident(ident) if ident == "self" => {
            let mut other = other.clone();
            other.set_span(other.span().located_at(ident.span()));
            TokenTree::Ident(other)
        }
        TokenTree::Literal(literal) if in_string(&literal, "self") => {
            TokenTree::Literal(rename_in_string(&literal, other))
        }
        TokenTree::Group(group) => {
            let mut renamed = Group::new(group.delimiter(), rename_self(group.stream(), other));
            renamed.set_span(group.span());
            TokenTree::Group(renamed)
        }
        token => token,
    };
    tokens.into_iter().map(rename).collect()
}

/// `format!("{name}")` and `format!("{name:?}")` read a variable that is no token of its own.
fn in_string(literal: &Literal, name: &str) -> bool {
    let text = literal.to_string();
    text.contains('"')
        && text.split('{').skip(1).any(|rest| {
            rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['}', ':']))
                || rest.contains(&format!("{name}$"))
        })
}

fn rename_in_string(literal: &Literal, other: &Ident) -> Literal {
    let text = literal.to_string().replace("{self}", &format!("{{{other}}}")).replace("{self:", &format!("{{{other}:"));
    let mut renamed: Literal = text.parse().unwrap_or_else(|_| literal.clone());
    renamed.set_span(literal.span());
    renamed
}
