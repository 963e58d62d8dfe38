//! One value of an option.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprAssign, ExprCall, ExprPath, Ident, Lit, LitStr, Token, Type, parenthesized, parse_quote, token};

use super::in_rust::in_rust;
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
            Err(error) => Self::call_with_shares(input).ok_or(error),
        }
    }

    /// `factor(50%)` or `exponential(50ms, factor = 200%)`, in which Rust sees remainders without a divisor.
    fn call_with_shares(input: ParseStream) -> Option<Self> {
        let ahead = input.fork();
        let call = |input: ParseStream| {
            let (func, inside): (ExprPath, _);
            func = input.parse()?;
            let paren_token = parenthesized!(inside in input);
            let args = inside.parse_terminated(argument, Token![,])?;
            Ok(ExprCall { attrs: Vec::new(), func: Box::new(Expr::Path(func)), paren_token, args })
        };
        let expr = Expr::Call(call(&ahead).ok()?);
        input.advance_to(&ahead);
        Some(Self { tokens: expr.to_token_stream(), kind: Kind::Expr(Box::new(expr)) })
    }

    /// A share alone is a fraction, if it can be; otherwise it stays as it was written, for whoever complains about it.
    fn share(self) -> Option<Expr> {
        let Kind::Number(number) = &self.kind else { return None };
        if !number.is_percent() {
            return None;
        }
        Some(match number.percent() {
            Some(percent) => {
                let mut literal = Literal::f64_unsuffixed(percent / 100.0);
                literal.set_span(self.span());
                parse_quote!(#literal)
            }
            None => Expr::Verbatim(self.tokens),
        })
    }

    /// Reads a type, which is not taken apart here.
    pub(crate) fn of_type(input: ParseStream) -> syn::Result<Self> {
        let tokens = input.parse::<Type>()?.to_token_stream();
        Ok(Self { kind: Kind::Expr(Box::new(Expr::Verbatim(tokens.clone()))), tokens })
    }

    /// Takes an expression for what it is.
    pub(crate) fn of(expr: Expr) -> Self {
        let expr = bare(expr);
        let tokens = expr.to_token_stream();
        let simple = |input: ParseStream| Ok(Self::simple(input));
        match simple.parse2(tokens.clone()) {
            Ok(Some(simple)) => simple,
            // What is no closure may be grammar of ours, such as `100 / 1s`.
            _ if matches!(expr, Expr::Closure(_)) => Self { kind: Kind::Expr(Box::new(in_rust(&expr))), tokens },
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

/// One of a call, with a name or without.
fn argument(input: ParseStream) -> syn::Result<Expr> {
    let ahead = input.fork();
    if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
        let (attrs, left, eq_token) = (Vec::new(), input.parse::<ExprPath>()?, input.parse()?);
        let right = match Value::simple(input) {
            Some(value) => Expr::Verbatim(value.tokens),
            None => input.parse()?,
        };
        let left = Box::new(Expr::Path(left));
        return Ok(Expr::Assign(ExprAssign { attrs, left, eq_token, right: Box::new(right) }));
    }
    match Value::simple(&ahead).and_then(Value::share) {
        Some(share) => {
            input.advance_to(&ahead);
            Ok(share)
        }
        None => input.parse(),
    }
}

/// An expression without parentheses round it, and without the invisible ones that macros put round what they were given.
pub(crate) fn bare(expr: Expr) -> Expr {
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

/// `2 s` or `2.s`: one word after a bare number, and nothing else.
fn unit_apart(input: ParseStream, number: &Number) -> Option<Ident> {
    if !number.is_bare() {
        return None;
    }
    let ahead = input.fork();
    ahead.parse::<Option<Token![.]>>().ok()?;
    let unit: Ident = ahead.parse().ok()?;
    if !ahead.is_empty() && !ahead.peek(Token![,]) {
        return None;
    }
    input.advance_to(&ahead);
    Some(unit)
}
