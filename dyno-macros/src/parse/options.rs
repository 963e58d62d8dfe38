//! The list inside the parentheses of an attribute, or of one of its options.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Token, parenthesized, token};

use super::value::Value;

/// One entry of a list.
pub(crate) enum Entry {
    /// `key`, `key = value` or `key(list)`.
    Named(Opt),
    /// A value without a key.
    Plain(Value),
    /// What could not be read.
    Broken(Slip),
}

/// An option with its key.
pub(crate) struct Opt {
    pub(crate) key: Ident,
    pub(crate) form: Form,
}

/// How an option was written.
pub(crate) enum Form {
    /// `key`
    Bare,
    /// `key = value`
    Value(Value),
    /// `key(list)`
    List(Vec<Entry>),
}

/// A piece of grammar that is not ours.
pub(crate) enum Slip {
    /// `key =`
    NoValue(Ident),
    /// `key value` or `key: value`; what stands where `=` should.
    NoEquals(Ident, TokenTree),
    /// Something where a `,` should stand.
    Unexpected(TokenTree),
    /// Where a value should stand.
    NoExpression(TokenTree),
    /// `50% + 3%`, which is a remainder without a divisor.
    ShareInSum(TokenTree),
    /// Parentheses that do not match, or the like.
    Syntax(syn::Error),
}

/// Reads a list to its end, whatever it holds.
pub(crate) fn options(tokens: TokenStream) -> Vec<Entry> {
    read(tokens, starts_with_key)
}

/// Reads the list of an attribute whose value stands alone: there a word is a key only with a `=` behind it.
pub(crate) fn values(tokens: TokenStream) -> Vec<Entry> {
    read(tokens, starts_with_key_and_equals)
}

type Guess = fn(ParseStream) -> bool;

fn read(tokens: TokenStream, is_named: Guess) -> Vec<Entry> {
    let list = |input: ParseStream| Ok(entries(input, is_named));
    match list.parse2(tokens) {
        Ok(entries) => entries,
        Err(error) => vec![Entry::Broken(Slip::Syntax(error))],
    }
}

fn entries(input: ParseStream, is_named: Guess) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        match entry(input, is_named) {
            Ok(entry) => entries.push(entry),
            Err(slip) => {
                entries.push(Entry::Broken(slip));
                skip_to_comma(input);
            }
        }
        if input.is_empty() {
            break;
        }
        if input.parse::<Token![,]>().is_err() {
            if let Some(token) = next(input) {
                entries.push(Entry::Broken(Slip::Unexpected(token)));
            }
            skip_to_comma(input);
            // The comma itself; at the end there is none.
            let _ = input.parse::<Token![,]>();
        }
    }
    entries
}

fn entry(input: ParseStream, is_named: Guess) -> Result<Entry, Slip> {
    if input.peek(Token![,]) {
        return Err(next(input).map_or_else(|| Slip::Syntax(input.error("expected an option")), Slip::Unexpected));
    }
    if !is_named(input) {
        return value(input).map(Entry::Plain);
    }
    let key = input.call(Ident::parse_any).map_err(Slip::Syntax)?;
    let form = if input.is_empty() || input.peek(Token![,]) {
        Form::Bare
    } else if input.peek(token::Paren) {
        Form::List(list(input).map_err(Slip::Syntax)?)
    } else if is_equals(input) {
        input.parse::<Token![=]>().map_err(Slip::Syntax)?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Slip::NoValue(key));
        }
        let is_type = key == "as";
        Form::Value(if is_type { Value::of_type(input).map_err(Slip::Syntax)? } else { value(input)? })
    } else {
        let found = next(input).ok_or_else(|| Slip::NoValue(key.clone()))?;
        return Err(Slip::NoEquals(key, found));
    };
    Ok(Entry::Named(Opt { key, form }))
}

fn value(input: ParseStream) -> Result<Value, Slip> {
    Value::parse(input).map_err(|error| match next(input) {
        Some(number @ TokenTree::Literal(_))
            if input.peek2(Token![%]) && (input.peek3(Token![+]) || input.peek3(Token![-])) =>
        {
            Slip::ShareInSum(number)
        }
        Some(found) => Slip::NoExpression(found),
        None => Slip::Syntax(error),
    })
}

fn list(input: ParseStream) -> syn::Result<Vec<Entry>> {
    let content;
    parenthesized!(content in input);
    Ok(entries(&content, starts_with_key))
}

/// A word is a key unless it is a value by itself, or the start of a longer path, of a macro's call or of a calculation.
fn starts_with_key(input: ParseStream) -> bool {
    input.peek(Ident::peek_any)
        && !input.peek(syn::LitBool)
        && !input.peek2(Token![::])
        && (!input.peek2(Token![!]) || input.peek2(Token![!=]))
        && !(input.peek2(Token![/]) || input.peek2(Token![*]) || input.peek2(Token![+]))
        && !input.peek(Token![move])
        && !input.peek(Token![async])
}

fn starts_with_key_and_equals(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok() && is_equals(&ahead)
}

fn is_equals(input: ParseStream) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

fn skip_to_comma(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// The next token, which stays where it is.
fn next(input: ParseStream) -> Option<TokenTree> {
    input.fork().parse().ok()
}
