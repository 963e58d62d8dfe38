//! What other attributes write into a body to tell it what it returns.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::names::located;

// Input, as `#[async_trait]` and `#[tracing::instrument]` write it:
//     if let Some(__ret) = None::<Result<Stock, Compound<StockError>>> { return __ret; }
//     let __ret: Result<Stock, Compound<StockError>> = { BODY };
//
//     #[allow(unreachable_code)]
//     __ret
//
// Output, because one attempt returns something else:
//     if let Some(__ret) = __of.never() { return __ret; }
//     { BODY }                                            // what ends here knows its type by now
//
// and where anything else follows:
//     let __ret = __of.is({ BODY });
/// Has a body ask `__of` for its type, where another attribute has written down that of all attempts.
pub(super) fn typed_by(of: &Ident, returns: &TokenStream, body: &TokenStream) -> TokenStream {
    Typed { of, returns: flat(returns.clone()) }.block(body)
}

struct Typed<'a> {
    of: &'a Ident,
    returns: Vec<String>,
}

impl Typed<'_> {
    fn block(&self, tokens: &TokenStream) -> TokenStream {
        let tokens: Vec<_> = tokens.clone().into_iter().collect();
        let mut typed = TokenStream::new();
        let mut at = 0;
        while at < tokens.len() {
            let found = self.never(&tokens, at).or_else(|| self.ends(&tokens, at)).or_else(|| self.is(&tokens, at));
            let (known, next) = found.unwrap_or_else(|| {
                let known = match &tokens[at] {
                    TokenTree::Group(group) => self.group(group).into(),
                    token => token.clone(),
                };
                (known.into(), at + 1)
            });
            typed.extend(known);
            at = next;
        }
        typed
    }

    fn group(&self, group: &Group) -> Group {
        let mut inside = Group::new(group.delimiter(), self.block(&group.stream()));
        inside.set_span(group.span());
        inside
    }

    /// `= None::<R> {`, whatever the path to `None` is.
    fn never(&self, tokens: &[TokenTree], at: usize) -> Option<(TokenStream, usize)> {
        if !is_punct(tokens.get(at), '=') {
            return None;
        }
        let rest = &tokens[at + 1..];
        let end = rest.iter().position(is_braces)?;
        let none = rest[..end].iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "None"))?;
        let [colon, other, less, returns @ .., greater] = &rest[none + 1..end] else { return None };
        let signs = [(colon, ':'), (other, ':'), (less, '<'), (greater, '>')];
        let has_type = signs.into_iter().all(|(token, wanted)| is_punct(Some(token), wanted));
        let (of, here) = (self.of, Span::mixed_site());
        (has_type && self.is_returned(returns)).then(|| (quote_spanned!(here=> = #of.never()), at + 1 + end))
    }

    /// `__ret: R = { .. };`
    fn is(&self, tokens: &[TokenTree], at: usize) -> Option<(TokenStream, usize)> {
        let (name, value, end) = self.bound(tokens, at)?;
        let of = self.of;
        Some((quote_spanned!(Span::mixed_site()=> #name = #of.is(#value)), end))
    }

    /// `let __ret: R = { .. }; __ret`, as what it is: a call round a body that never ends would be told to be unreachable.
    fn ends(&self, tokens: &[TokenTree], at: usize) -> Option<(TokenStream, usize)> {
        if !matches!(&tokens[at], TokenTree::Ident(word) if word == "let") {
            return None;
        }
        let (name, value, end) = self.bound(tokens, at + 1)?;
        is_alone(&tokens[end + 1..], name).then_some((value, tokens.len()))
    }

    /// What is bound to a name of this type, and where it ends.
    fn bound<'t>(&self, tokens: &'t [TokenTree], at: usize) -> Option<(&'t Ident, TokenStream, usize)> {
        let TokenTree::Ident(name) = tokens.get(at)? else { return None };
        if !name.to_string().starts_with("__") || !is_punct(tokens.get(at + 1), ':') {
            return None;
        }
        let rest = &tokens[at + 2..];
        let equals = rest.iter().position(|token| is_punct(Some(token), '='))?;
        let end = equals + rest[equals..].iter().position(|token| is_punct(Some(token), ';'))?;
        if !self.is_returned(&rest[..equals]) {
            return None;
        }
        let value = ours(self.block(&rest[equals + 1..end].iter().cloned().collect()));
        Some((name, value, at + 2 + end))
    }

    fn is_returned(&self, tokens: &[TokenTree]) -> bool {
        flat(tokens.iter().cloned().collect()) == self.returns
    }
}

/// A block whose braces are ours, because behind a `(` lints take the user's for unnecessary ones.
fn ours(block: TokenStream) -> TokenStream {
    let each = block.into_iter().map(|mut token| {
        if is_braces(&token) {
            token.set_span(located(token.span()));
        }
        token
    });
    each.collect()
}

/// `#[allow(..)] __ret`, and nothing else.
fn is_alone(tokens: &[TokenTree], name: &Ident) -> bool {
    match tokens {
        [TokenTree::Ident(word)] => word == name,
        [sign, TokenTree::Group(_), rest @ ..] => is_punct(Some(sign), '#') && is_alone(rest, name),
        _ => false,
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The words and signs alone: what macros put round them, and how far apart they stand, means nothing.
fn flat(tokens: TokenStream) -> Vec<String> {
    let each = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => flat(group.stream()),
        TokenTree::Group(group) => {
            let mut inside = vec![format!("{:?}", group.delimiter())];
            inside.extend(flat(group.stream()));
            inside.push(String::new());
            inside
        }
        TokenTree::Punct(punct) => vec![punct.as_char().to_string()],
        token => vec![token.to_string()],
    });
    each.collect()
}
