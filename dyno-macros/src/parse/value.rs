//! One value of an option.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Lit, LitStr, Token, Type, parenthesized, parse_quote, token};

use super::number::Number;

/// A value and how it was written.
pub(crate) struct Value {
    pub(crate) kind: Kind,
    tokens: TokenStream,
}

/// What kind of value it is.
pub(crate) enum Kind {
    /// `20`, `2s`, `50%`, `0.5`
    Number(Number),
    /// `"text"`
    Text(LitStr),
    /// `true`
    Bool(bool),
    /// `off`
    Off,
    /// Everything else that is an expression: a closure, a path, `calls(100)`.
    Expr(Box<Expr>),
}

impl Value {
    /// Reads up to the next comma at most.
    pub(crate) fn parse(input: ParseStream) -> syn::Result<Self> {
        if let Some(simple) = Self::simple(input) {
            return Ok(simple);
        }
        let ahead = input.fork();
        match ahead.parse::<Expr>() {
            Ok(expr) => {
                input.advance_to(&ahead);
                Ok(Self::of(expr))
            }
            // `input` is left where the value starts, so that the caller can skip it as a whole.
            Err(error) => Self::call_of_share(input).ok_or(error),
        }
    }

    /// `factor(50%)`, in which Rust sees a remainder without a divisor.
    fn call_of_share(input: ParseStream) -> Option<Self> {
        let ahead = input.fork();
        let call = |input: ParseStream| {
            let (word, inside): (Ident, _);
            word = input.parse()?;
            parenthesized!(inside in input);
            Ok((word, Self::parse(&inside)?))
        };
        let (word, share): (_, Self) = call(&ahead).ok()?;
        let Kind::Number(number) = &share.kind else { return None };
        let mut literal = Literal::f64_unsuffixed(number.percent()? / 100.0);
        literal.set_span(share.span());
        let expr: Expr = parse_quote!(#word(#literal));
        input.advance_to(&ahead);
        Some(Self { tokens: expr.to_token_stream(), kind: Kind::Expr(Box::new(expr)) })
    }

    /// Reads a type, which is not taken apart here.
    pub(crate) fn of_type(input: ParseStream) -> syn::Result<Self> {
        let tokens = input.parse::<Type>()?.to_token_stream();
        Ok(Self { kind: Kind::Expr(Box::new(Expr::Verbatim(tokens.clone()))), tokens })
    }

    /// Takes an expression for what it is without parentheses round it, and without the invisible ones that macros put
    /// round what they were given.
    pub(crate) fn of(expr: Expr) -> Self {
        let expr = bare(expr);
        let tokens = expr.to_token_stream();
        let simple = |input: ParseStream| Ok(Self::simple(input));
        match simple.parse2(tokens.clone()) {
            Ok(Some(simple)) => simple,
            _ => Self { kind: Kind::Expr(Box::new(expr)), tokens },
        }
    }

    /// A number, a text or a word that ends at a comma.
    fn simple(input: ParseStream) -> Option<Self> {
        let ahead = input.fork();
        let minus: Option<Token![-]> = ahead.parse().ok()?;
        let mut tokens = minus.to_token_stream();
        let kind = if ahead.peek(Lit) {
            let literal: Lit = ahead.parse().ok()?;
            literal.to_tokens(&mut tokens);
            match literal {
                Lit::Int(_) | Lit::Float(_) => {
                    let percent: Option<Token![%]> = ahead.parse().ok()?;
                    percent.to_tokens(&mut tokens);
                    let mut number = Number::new(&literal, minus.is_some(), percent.is_some())?;
                    if let Some(unit) = unit_apart(&ahead, &number) {
                        unit.to_tokens(&mut tokens);
                        number.unit_apart = Some(unit);
                    }
                    Kind::Number(number)
                }
                Lit::Str(text) if minus.is_none() => Kind::Text(text),
                Lit::Bool(value) if minus.is_none() => Kind::Bool(value.value),
                _ => return None,
            }
        } else if minus.is_none() && ahead.peek(Token![static]) {
            // A keyword that is a value of an option.
            let word: Token![static] = ahead.parse().ok()?;
            word.to_tokens(&mut tokens);
            // `static()`, which is no expression of Rust's.
            if ahead.peek(token::Paren) {
                ahead.parse::<TokenTree>().ok()?.to_tokens(&mut tokens);
            }
            Kind::Expr(Box::new(Expr::Verbatim(tokens.clone())))
        } else {
            let word: Ident = ahead.parse().ok()?;
            word.to_tokens(&mut tokens);
            if word != "off" || minus.is_some() {
                return None;
            }
            Kind::Off
        };
        if goes_on(&ahead) {
            return None;
        }
        input.advance_to(&ahead);
        Some(Self { kind, tokens })
    }

    /// Where the value starts.
    pub(crate) fn span(&self) -> Span {
        self.tokens.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span())
    }

    /// Says in a few words what the value is.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Number(number) => number.describe(),
            Kind::Text(_) => "a string",
            Kind::Bool(true) => "`true`",
            Kind::Bool(false) => "`false`",
            Kind::Off => "`off`",
            Kind::Expr(expr) => match &**expr {
                Expr::Closure(_) => "a closure",
                Expr::Path(_) => "a path",
                Expr::Lit(_) => "a literal",
                Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_) => "a call",
                _ => "an expression",
            },
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

fn bare(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => bare(*group.expr),
        Expr::Paren(paren) => bare(*paren.expr),
        expr => expr,
    }
}

/// Whether what follows makes an expression of it, such as the rest of `2 * LIMIT`.
fn goes_on(input: ParseStream) -> bool {
    let next = input.cursor();
    match next.punct() {
        Some((punct, _)) => punct.as_char() != ',',
        None => next.any_group().is_some() || input.peek(Token![as]),
    }
}

/// `2 s`: one word after a bare number, and nothing else.
fn unit_apart(input: ParseStream, number: &Number) -> Option<Ident> {
    if !number.is_bare() || !input.peek(Ident) {
        return None;
    }
    let ahead = input.fork();
    let unit: Ident = ahead.parse().ok()?;
    if !ahead.is_empty() && !ahead.peek(Token![,]) {
        return None;
    }
    input.advance_to(&ahead);
    Some(unit)
}
