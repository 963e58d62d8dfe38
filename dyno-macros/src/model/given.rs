//! One of our attributes, and the options that it stands for.

use proc_macro2::{Ident, Span, TokenStream};

use crate::parse::{Entry, Form, Opt, options, values};

use super::asked::{Asked, Origin, gather, push, unknown};
use super::errors::Errors;

/// An attribute and what it was given.
pub(crate) struct Given {
    pub(crate) origin: Origin,
    /// Where the attribute stands.
    pub(crate) span: Span,
    pub(crate) tokens: TokenStream,
}

/// Everything that stacked attributes ask for, as if it stood in one.
pub(super) fn gather_all(given: Vec<Given>, errors: &mut Errors) -> Vec<Asked> {
    let mut list = Vec::new();
    let (mut commands, mut services) = (0, 0);
    for Given { origin, span, tokens } in given {
        match origin {
            Origin::Command => {
                commands += 1;
                if commands > 1 {
                    let message = "this function is a command already: put all options into one `#[command(..)]`";
                    errors.push(syn::Error::new(span, message));
                } else {
                    gather(&mut list, origin, options(tokens), errors);
                }
            }
            Origin::Service if services > 0 => {
                let message = "this function is a service already: put all options into one `#[service(..)]`";
                errors.push(syn::Error::new(span, message));
            }
            Origin::Service => {
                services += 1;
                gather(&mut list, origin, options(tokens), errors);
            }
            Origin::Inject => gather(&mut list, origin, options(tokens), errors),
            Origin::Aspect
            | Origin::Fuse
            | Origin::Harness
            | Origin::Timed
            | Origin::Breaker
            | Origin::Bulkhead
            | Origin::Pool
            | Origin::Retry
            | Origin::RateLimit
            | Origin::Cache => {
                let settings = without_root(&mut list, origin, options(tokens), errors);
                let opt = Opt { key: Ident::new(origin.word(), span), form: Form::List(settings) };
                push(&mut list, Asked { opt, origin }, errors);
            }
            _ => {
                let entries = without_root(&mut list, origin, values(tokens), errors);
                single(&mut list, origin, span, entries, errors);
            }
        }
    }
    list
}

/// Every attribute may say where dyno is. A `handle` that stands in the wrong one is told of, and does what it says: what is beside the function
/// without it could be the next mistake.
fn without_root(list: &mut Vec<Asked>, origin: Origin, entries: Vec<Entry>, errors: &mut Errors) -> Vec<Entry> {
    let mut others = Vec::new();
    for entry in entries {
        match entry {
            Entry::Named(opt) if opt.key == "crate" => push(list, Asked { opt, origin }, errors),
            Entry::Named(opt) if opt.key == "handle" => {
                errors.at(&opt.key, unknown(origin, "handle", &opt.form));
                if list.iter().all(|asked| asked.opt.key != "handle") {
                    list.push(Asked { opt, origin });
                }
            }
            entry => others.push(entry),
        }
    }
    others
}

/// The first value of an attribute that takes one is that of the option of its name.
fn single(list: &mut Vec<Asked>, origin: Origin, span: Span, mut entries: Vec<Entry>, errors: &mut Errors) {
    let (word, example) = (origin.word(), origin.example());
    if entries.is_empty() {
        errors.push(syn::Error::new(span, format!("`#[{word}]` has no value: write `{example}`")));
        return;
    }
    if let Some(at) = entries.iter().position(|entry| matches!(entry, Entry::Plain(_))) {
        if let Entry::Plain(value) = entries.remove(at) {
            let opt = Opt { key: Ident::new(word, span), form: Form::Value(value) };
            push(list, Asked { opt, origin }, errors);
        }
    }
    gather(list, origin, entries, errors);
}
