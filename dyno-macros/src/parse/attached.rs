//! What is attached to an item, and the list that stacked attributes hand on to each other.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Meta, Token, parenthesized};

/// An item and the attributes above it. The item stays raw tokens.
pub(crate) struct Attached {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) item: TokenStream,
}

/// Takes the attributes off an item; gives it back whole when they cannot be read.
pub(crate) fn attached(tokens: TokenStream) -> Attached {
    let split = |input: ParseStream| Ok((input.call(Attribute::parse_outer)?, input.parse()?));
    match split.parse2(tokens.clone()) {
        Ok((attrs, item)) => Attached { attrs, item },
        Err(_) => Attached { attrs: Vec::new(), item: tokens },
    }
}

/// What an attribute comes to: itself, or all that `cfg_attr` may put in its place. rustc decides conditions before it
/// expands the attributes of an item, which other readers of the code need not do.
pub(crate) fn applied(meta: &Meta) -> Vec<Meta> {
    let Meta::List(list) = meta else { return vec![meta.clone()] };
    if !meta.path().is_ident("cfg_attr") {
        return vec![meta.clone()];
    }
    let metas = conditional.parse2(list.tokens.clone()).unwrap_or_default();
    metas.iter().flat_map(applied).collect()
}

/// `condition, meta, meta, ..`
fn conditional(input: ParseStream) -> syn::Result<Vec<Meta>> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    let mut metas = Vec::new();
    while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
        metas.push(input.parse()?);
    }
    Ok(metas)
}

/// Reads `word(list), word(list), ..`. The lists stay as they are.
pub(crate) fn words(tokens: TokenStream) -> Vec<(Ident, TokenStream)> {
    let read = |input: ParseStream| {
        let mut words = Vec::new();
        while !input.is_empty() {
            let (word, list);
            word = input.call(Ident::parse_any)?;
            parenthesized!(list in input);
            words.push((word, list.parse()?));
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(words)
    };
    read.parse2(tokens).unwrap_or_default()
}
