//! Stacked attributes: each adds what it was given to a list and hands this on, and the last one expands the whole. So
//! their order means nothing.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Meta};

use crate::names::{GATHERED, PRIVATE, Root};
use crate::parse::{Attached, Entry, applied, attached, options, values, words};

use super::asked::Origin;
use super::given::Given;
use super::read::plain_path;

/// What stands on an item, as far as one of our attributes sees it.
pub(crate) struct Stack {
    /// What those before this one were given, and this one, in the order in which they were written.
    pub(crate) given: Vec<Given>,
    pub(crate) attrs: Vec<Attribute>,
    /// The item without its attributes.
    pub(crate) item: TokenStream,
    /// What those below were given, as far as their names tell that they are ours.
    below: Vec<Given>,
}

impl Stack {
    /// Adds an attribute that is being expanded to those that were before it.
    pub(crate) fn read(origin: Origin, tokens: TokenStream, item: TokenStream) -> Self {
        let Attached { mut attrs, item } = attached(item);
        let mut given = Vec::new();
        if let Some(at) = attrs.iter().position(is_gathered) {
            if let Meta::List(list) = attrs.remove(at).meta {
                given = handed_on(list.tokens);
            }
        }
        given.push(Given { origin, span: place(&item), tokens });
        let below = attrs.iter().flat_map(|attr| applied(&attr.meta)).filter_map(ours).collect();
        Self { given, attrs, item, below }
    }

    /// Takes the list where none of ours came after it: what looked like one was another's, or its `cfg` was off.
    pub(crate) fn gathered(list: TokenStream, item: TokenStream) -> Self {
        let Attached { attrs, item } = attached(item);
        Self { given: handed_on(list), attrs, item, below: Vec::new() }
    }

    /// Whether another of ours will expand after this one.
    pub(crate) fn goes_on(&self) -> bool {
        !self.below.is_empty()
    }

    /// Where dyno is, whichever of them says so.
    pub(crate) fn root(&self) -> Root {
        self.given.iter().chain(&self.below).find_map(root_of).unwrap_or_default()
    }

    /// The item with the attributes that are left.
    pub(crate) fn whole_item(&self) -> TokenStream {
        let mut whole: TokenStream = self.attrs.iter().map(ToTokens::to_token_stream).collect();
        whole.extend(self.item.clone());
        whole
    }
}

/// Where the attribute that is being expanded stands: as if its writer, who wrote the item, had asked for what is told there.
fn place(item: &TokenStream) -> Span {
    let here = Span::call_site();
    item.clone().into_iter().next().map_or(here, |first| here.resolved_at(first.span()))
}

fn is_gathered(attr: &Attribute) -> bool {
    let mut segments = attr.path().segments.iter().rev().map(|segment| &segment.ident);
    let mut ends = |name: &str| segments.next().is_some_and(|segment| segment == name);
    ends(GATHERED.last()) && ends(PRIVATE.last())
}

fn handed_on(list: TokenStream) -> Vec<Given> {
    let given = words(list).into_iter().filter_map(|(word, tokens)| {
        let origin = Origin::of(&word)?;
        Some(Given { origin, span: word.span(), tokens })
    });
    given.collect()
}

/// Names decide: what an attribute is imported as is not known here.
fn ours(meta: Meta) -> Option<Given> {
    let word = &meta.path().segments.last()?.ident;
    let (origin, span) = (Origin::of(word)?, word.span());
    let tokens = match meta {
        Meta::List(list) => list.tokens,
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    };
    Some(Given { origin, span, tokens })
}

fn root_of(Given { origin, tokens, .. }: &Given) -> Option<Root> {
    let entries = if origin.takes_one_value() { values(tokens.clone()) } else { options(tokens.clone()) };
    entries.iter().find_map(|entry| match entry {
        Entry::Named(opt) if opt.key == "crate" => plain_path(opt).map(Root::at),
        _ => None,
    })
}
