//! Another word for `self`.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

use super::mention::{Sense, in_string, is_punct};

/// Macros whose texts are no formats.
const PLAIN: [&str; 9] =
    ["concat", "env", "include", "include_bytes", "include_str", "json", "option_env", "stringify", "vec"];

/// Macros that compare two values, and have a format behind these.
const COMPARING: [&str; 4] = ["assert_eq", "assert_ne", "debug_assert_eq", "debug_assert_ne"];

/// Writes `other` wherever the variable `self` stands. A function inside of it has one of its own, in `use` and `pub(self)` it is a module, and a
/// text means it only where it is the format of a macro.
pub(crate) fn rename_self(tokens: TokenStream, other: &Ident) -> TokenStream {
    rename(tokens, other, None)
}

fn rename(tokens: TokenStream, other: &Ident, macro_name: Option<&Ident>) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let format = macro_name.and_then(|name| format(name, &tokens));
    let (mut in_function, mut in_use) = (false, false);
    let renamed = tokens.iter().enumerate().map(|(at, token)| {
        in_function |= is_function(&tokens, at);
        in_use |= is_use(&tokens, at);
        if in_function || in_use {
            in_function &= !ends_function(token);
            in_use &= !is_punct(Some(token), ';');
            return token.clone();
        }
        match token {
            TokenTree::Ident(ident) if ident == "self" && Sense::Variable.fits(&tokens, at) => {
                let mut other = other.clone();
                other.set_span(other.span().located_at(ident.span()));
                TokenTree::Ident(other)
            }
            TokenTree::Literal(literal) if format == Some(at) && in_string(literal, "self") => {
                TokenTree::Literal(rename_in_string(literal, other))
            }
            TokenTree::Group(group) if !is_visibility(&tokens, at) => {
                let name = name_of_macro(&tokens, at).filter(|_| group.delimiter() != Delimiter::Bracket);
                let mut renamed = Group::new(group.delimiter(), rename(group.stream(), other, name));
                renamed.set_span(group.span());
                TokenTree::Group(renamed)
            }
            token => token.clone(),
        }
    });
    renamed.collect()
}

/// Whether a function begins here, and not the type of one.
fn is_function(tokens: &[TokenTree], at: usize) -> bool {
    is_word(&tokens[at], "fn") && matches!(tokens.get(at + 1), Some(TokenTree::Ident(_)))
}

fn ends_function(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

/// Whether paths are brought in from here on, and no lifetimes are captured.
fn is_use(tokens: &[TokenTree], at: usize) -> bool {
    is_word(&tokens[at], "use") && !is_punct(tokens.get(at + 1), '<')
}

/// `pub(self)`
fn is_visibility(tokens: &[TokenTree], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_word(&tokens[before], "pub"))
}

fn name_of_macro(tokens: &[TokenTree], at: usize) -> Option<&Ident> {
    match tokens[..at] {
        [.., TokenTree::Ident(ref name), ref sign] if is_punct(Some(sign), '!') => Some(name),
        _ => None,
    }
}

/// Where the format of a macro stands: the first argument that is a text and nothing else.
fn format(name: &Ident, tokens: &[TokenTree]) -> Option<usize> {
    if PLAIN.iter().any(|plain| name == plain) {
        return None;
    }
    let before = if COMPARING.iter().any(|comparing| name == comparing) { 2 } else { 0 };
    let mut at = 0;
    let args = tokens.split(|token| is_punct(Some(token), ',')).map(|arg| {
        let begins = at;
        at += arg.len() + 1;
        (begins, arg)
    });
    args.skip(before).find_map(|(begins, arg)| matches!(arg, [TokenTree::Literal(_)]).then_some(begins))
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn rename_in_string(literal: &Literal, other: &Ident) -> Literal {
    let text = literal.to_string();
    let mut pieces = text.split('{');
    let mut renamed = pieces.next().unwrap_or_default().to_owned();
    // Two of them are one that is printed.
    let mut is_escaped = false;
    for piece in pieces {
        renamed.push('{');
        match piece.strip_prefix("self") {
            Some(rest) if !is_escaped && rest.trim_start().starts_with(['}', ':']) => {
                renamed.push_str(&format!("{other}{rest}"));
            }
            _ => renamed.push_str(piece),
        }
        is_escaped = piece.is_empty() && !is_escaped;
    }
    let mut renamed: Literal = renamed.parse().unwrap_or_else(|_| literal.clone());
    renamed.set_span(literal.span());
    renamed
}
