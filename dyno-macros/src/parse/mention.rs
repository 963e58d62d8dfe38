//! What raw tokens speak of.

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// What a name stands for, which decides where the word can mean it.
#[derive(Clone, Copy)]
pub(crate) enum Sense {
    /// A variable: neither a field nor a segment of a path.
    Variable,
    /// A type: it may begin a path.
    Type,
    /// Whatever it stands for, wherever it stands.
    Any,
}

/// Finds the first token that speaks of `name`: the word itself, or `{name}` inside a string.
pub(crate) fn mention(tokens: TokenStream, name: &str, sense: Sense) -> Option<TokenTree> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let found = |(at, token): (usize, &TokenTree)| match token {
        TokenTree::Ident(ident) => (ident.unraw() == name && sense.fits(&tokens, at)).then(|| token.clone()),
        TokenTree::Literal(literal) => in_string(literal, name).then(|| token.clone()),
        TokenTree::Group(group) => mention(group.stream(), name, sense),
        TokenTree::Punct(_) => None,
    };
    tokens.iter().enumerate().find_map(found)
}

/// Tells whether a function is called by its own name, `name(..)`, `name::<T>(..)` or `self::name(..)`, or by its handle.
pub(crate) fn calls(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is_call = |at: usize| {
        let its_own = [at.checked_sub(3), Some(at)].into_iter().flatten();
        let mut its_own = its_own.filter(|&start| start == at || is_own_module(&tokens[start..at]));
        its_own.any(|start| !belongs_to_another(&tokens[..start])) && is_called(&tokens[at + 1..])
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(ident) => ident.unraw() == name && is_call(at),
        TokenTree::Group(group) => calls(group.stream(), name),
        _ => false,
    })
}

/// `self::` or `Self::`
fn is_own_module(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(word), ..] if word == "self" || word == "Self")
        && is_punct(tokens.get(1), ':')
        && is_punct(tokens.get(2), ':')
}

/// What stands behind the name of a function that is called: its arguments, its types, or how its handle calls it.
fn is_called(rest: &[TokenTree]) -> bool {
    match rest {
        [TokenTree::Group(group), ..] => group.delimiter() == Delimiter::Parenthesis,
        [colon, other, TokenTree::Ident(word), ..] if is_punct(Some(colon), ':') && is_punct(Some(other), ':') => {
            word == "command" || word == "with"
        }
        [colon, other, next, ..] => {
            [colon, other].into_iter().all(|sign| is_punct(Some(sign), ':')) && is_punct(Some(next), '<')
        }
        _ => false,
    }
}

/// Writes `other` wherever the variable `self` stands. A function inside of it has one of its own, and a text means it only where a macro
/// reads it.
pub(crate) fn rename_self(tokens: TokenStream, other: &Ident) -> TokenStream {
    rename(tokens, other, false)
}

fn rename(tokens: TokenStream, other: &Ident, in_macro: bool) -> TokenStream {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut in_function = false;
    let renamed = tokens.iter().enumerate().map(|(at, token)| {
        in_function |= is_function(&tokens, at);
        if in_function {
            in_function = !ends_function(token);
            return token.clone();
        }
        match token {
            TokenTree::Ident(ident) if ident == "self" && Sense::Variable.fits(&tokens, at) => {
                let mut other = other.clone();
                other.set_span(other.span().located_at(ident.span()));
                TokenTree::Ident(other)
            }
            TokenTree::Literal(literal) if in_macro && in_string(literal, "self") => {
                TokenTree::Literal(rename_in_string(literal, other))
            }
            TokenTree::Group(group) => {
                let in_macro = in_macro || at.checked_sub(1).is_some_and(|before| is_punct(tokens.get(before), '!'));
                let mut renamed = Group::new(group.delimiter(), rename(group.stream(), other, in_macro));
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
    let is_word = |at: usize| matches!(tokens.get(at), Some(TokenTree::Ident(_)));
    matches!(&tokens[at], TokenTree::Ident(word) if word == "fn") && is_word(at + 1)
}

fn ends_function(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

impl Sense {
    /// Whether the word at this place can mean it.
    fn fits(self, tokens: &[TokenTree], at: usize) -> bool {
        let goes_on = is_punct(tokens.get(at + 1), ':');
        match self {
            Self::Variable => !belongs_to_another(&tokens[..at]) && !goes_on,
            Self::Type => !belongs_to_another(&tokens[..at]),
            Self::Any => true,
        }
    }
}

/// Whether what stands before a word makes it `.field`, `path::segment` or `'label`; not so the end of a range, `..word`.
fn belongs_to_another(before: &[TokenTree]) -> bool {
    let [rest @ .., TokenTree::Punct(last)] = before else { return false };
    let joined = matches!(rest.last(), Some(TokenTree::Punct(first))
        if first.as_char() == last.as_char() && first.spacing() == Spacing::Joint);
    match last.as_char() {
        '.' => !joined,
        ':' => joined,
        found => found == '\'',
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
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
