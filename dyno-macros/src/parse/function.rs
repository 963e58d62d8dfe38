//! The annotated function. Its body stays raw tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{AttrStyle, Attribute, Path, Signature, Token, Visibility, parenthesized, token};

/// A function as it was written.
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// `None` for `fn f();` of a trait.
    pub(crate) body: Option<Body>,
}

/// What stands between the braces.
pub(crate) struct Body {
    pub(crate) tokens: TokenStream,
    pub(crate) span: Span,
}

/// Why an item is not a function.
pub(crate) enum Stray {
    /// It is something else, and starts with this word.
    Item(TokenTree),
    /// It could not be read.
    Syntax(syn::Error),
}

/// Reads the item under an attribute.
pub(crate) fn function(tokens: TokenStream) -> Result<Function, Stray> {
    let mut other = None;
    let read = |input: ParseStream| {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if !starts_function(input) {
            other = input.fork().parse().ok();
        }
        let sig = input.parse()?;
        let body = if input.parse::<Option<Token![;]>>()?.is_some() { None } else { Some(body(input, &mut attrs)?) };
        Ok(Function { attrs, vis, sig, body })
    };
    read.parse2(tokens).map_err(|error| other.map_or(Stray::Syntax(error), Stray::Item))
}

/// Gives what stands inside of `async move { .. }`, or of `Box::pin(async move { .. })`, if that is the whole body.
pub(crate) fn future_block(body: &TokenStream, boxed: bool) -> Option<Body> {
    let block = |input: ParseStream| {
        if boxed {
            let path: Path = input.parse()?;
            let words: Vec<_> = path.segments.iter().rev().map(|segment| &segment.ident).collect();
            if !matches!(&words[..], [pin, pointer, ..] if *pin == "pin" && *pointer == "Box") {
                return Err(input.error("another call"));
            }
            let argument;
            parenthesized!(argument in input);
            let block = async_block(&argument)?;
            argument.parse::<Option<Token![,]>>()?;
            return Ok(block);
        }
        async_block(input)
    };
    block.parse2(body.clone()).ok().flatten()
}

fn async_block(input: ParseStream) -> syn::Result<Option<Body>> {
    input.parse::<Token![async]>()?;
    input.parse::<Token![move]>()?;
    let group = brace_group(input.parse()?);
    Ok(group.map(|group| Body { tokens: group.stream(), span: group.span() }))
}

fn starts_function(input: ParseStream) -> bool {
    let item = input.fork();
    item.parse::<Token![fn]>().is_ok()
        || (input.peek(Token![const])
            && (input.peek2(Token![fn]) || input.peek2(Token![async]) || input.peek2(Token![unsafe])))
        || (input.peek(Token![const]) && input.peek2(Token![extern]))
        || (input.peek(Token![async]) || (input.peek(Token![unsafe]) && !is_unsafe_item(input)))
        || (input.peek(Token![extern]) && (input.peek2(Token![fn]) || input.peek3(Token![fn])))
}

fn is_unsafe_item(input: ParseStream) -> bool {
    input.peek2(Token![impl]) || input.peek2(Token![trait]) || input.peek2(Token![mod])
}

/// Takes the group as a whole: tokens that are looked at one by one lose what the compiler knows of the macro that gave
/// them, and with it the precedence of `$a * 2`.
fn body(input: ParseStream, attrs: &mut Vec<Attribute>) -> syn::Result<Body> {
    if !input.peek(token::Brace) {
        return Err(input.error("expected the body of the function"));
    }
    let Some(group) = brace_group(input.parse()?) else {
        return Err(input.error("expected the body of the function"));
    };
    let (inner, rest) = inner_attributes.parse2(group.stream())?;
    if inner.is_empty() {
        return Ok(Body { tokens: group.stream(), span: group.span() });
    }
    // `#![..]` cannot stand in the block that the body becomes, and means the same above the function.
    attrs.extend(inner.into_iter().map(|attr| Attribute { style: AttrStyle::Outer, ..attr }));
    Ok(Body { tokens: rest, span: group.span() })
}

fn inner_attributes(input: ParseStream) -> syn::Result<(Vec<Attribute>, TokenStream)> {
    Ok((input.call(Attribute::parse_inner)?, input.parse()?))
}

/// Macros put invisible delimiters round a `$body:block`.
fn brace_group(token: TokenTree) -> Option<Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().and_then(brace_group)
        }
        _ => None,
    }
}
