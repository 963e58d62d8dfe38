//! What raw tokens speak of.

use proc_macro2::{Delimiter, Literal, Punct, Spacing, TokenStream, TokenTree};
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

/// Tells whether a value is given to the variable `name` or to something of it: `name = ..`, `name.field += ..`, `name.items[0] = ..`
pub(crate) fn assigns(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(ident) => ident == name && Sense::Variable.fits(&tokens, at) && is_assigned(&tokens[at + 1..]),
        TokenTree::Group(group) => assigns(group.stream(), name),
        _ => false,
    })
}

fn is_assigned(rest: &[TokenTree]) -> bool {
    match rest {
        [dot, TokenTree::Ident(_) | TokenTree::Literal(_), rest @ ..] if is_punct(Some(dot), '.') => is_assigned(rest),
        [TokenTree::Group(index), rest @ ..] if index.delimiter() == Delimiter::Bracket => is_assigned(rest),
        _ => {
            let signs = rest.iter().map_while(|token| match token {
                TokenTree::Punct(punct) => Some(punct),
                _ => None,
            });
            let joined = signs.clone().take_while(|punct| punct.spacing() == Spacing::Joint).count();
            let sign: String = signs.take(joined + 1).map(Punct::as_char).collect();
            ["=", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<<=", ">>="].contains(&&*sign)
        }
    }
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

impl Sense {
    /// Whether the word at this place can mean it.
    pub(super) fn fits(self, tokens: &[TokenTree], at: usize) -> bool {
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

pub(super) fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// `format!("{name}")` and `format!("{name:?}")` read a variable that is no token of its own.
pub(super) fn in_string(literal: &Literal, name: &str) -> bool {
    let text = literal.to_string();
    text.contains('"')
        && text.split('{').skip(1).any(|rest| {
            rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['}', ':']))
                || rest.contains(&format!("{name}$"))
        })
}
