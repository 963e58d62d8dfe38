//! What a type borrows, as far as its spelling tells.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericParam, Lifetime, Receiver, ReceiverKind, ReturnType, Type};

use super::arg::{Arg, Passing};
use super::errors::Errors;
use super::flow::Flow;
use super::returns::bare;
use super::subject::Subject;

/// Where a type borrows for less than for ever, as far as its spelling tells. What a closure takes or gives is borrowed in its calls.
pub(super) fn borrow_inside(ty: TokenStream) -> Option<Span> {
    borrow_of(ty, &|name| name.is_none_or(|name| name != "static"))
}

/// Tells of all that a function borrows why that cannot be, and what to do instead.
pub(super) fn check_owned(subject: &Subject, why: &str, instead: &str, errors: &mut Errors) {
    if let Some(receiver) = subject.receiver().filter(|_| subject.self_passing().is_some_and(Passing::borrows)) {
        errors.at(receiver, format_args!("{why}: take `self: Arc<Self>`, or {instead}"));
    }
    let mut borrows = false;
    for arg in subject.args.iter().filter(|arg| arg.is_visible()) {
        let message = format!("{why}: take an owned value, such as a `String` or an `Arc`");
        if arg.passing.borrows() && !is_static(&arg.ty) {
            errors.at(&arg.ty, message);
        } else if let Some(borrow) = borrow_inside(arg.ty.to_token_stream()) {
            errors.push(syn::Error::new(borrow, message));
        } else {
            continue;
        }
        borrows = true;
    }
    if borrows || subject.is_async_trait() {
        // The arguments have said it of their lifetimes, and others are not the user's.
        return;
    }
    let lifetimes = subject.sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Lifetime(param) => Some(param),
        _ => None,
    });
    for lifetime in lifetimes {
        errors.push(syn::Error::new(lifetime.span(), format!("{why}: take owned values, without lifetimes")));
    }
}

/// Whether a reference lasts for ever.
fn is_static(ty: &Type) -> bool {
    matches!(bare(ty), Type::Reference(reference) if reference.lifetime.as_ref().is_some_and(|life| life.ident == "static"))
}

/// Where what is returned borrows from what the body is only lent, and from what that is.
pub(super) fn borrow_of_lent(subject: &Subject) -> Option<(Span, String)> {
    let returned = match (subject.flow, &subject.sig.output) {
        (Flow::Future(_), _) => subject.returns.written()?,
        (_, ReturnType::Type(_, ty)) => ty.to_token_stream(),
        (_, ReturnType::Default) => return None,
    };
    let receiver =
        subject.receiver().filter(|_| subject.lends_self()).map(|receiver| Lent::receiver(receiver, subject));
    let args = subject.args.iter().filter(|arg| arg.is_lent()).map(|arg| Lent::arg(arg, subject));
    receiver.into_iter().chain(args).find_map(|Lent { what, lifetime, is_elided }| {
        let is_of = |name: Option<&Ident>| match name {
            Some(name) if name != "_" => lifetime.as_ref().is_some_and(|lifetime| lifetime == name),
            _ => is_elided,
        };
        Some((borrow_of(returned.clone(), &is_of)?, what))
    })
}

/// A `&mut` that the body gets for a while.
struct Lent {
    what: String,
    /// Its own, if nothing else that is given has that.
    lifetime: Option<Ident>,
    /// Whether it is the one that a lifetime without a name means.
    is_elided: bool,
}

impl Lent {
    fn receiver(receiver: &Receiver, subject: &Subject) -> Self {
        let lifetime = match &receiver.kind {
            ReceiverKind::Reference(_, lifetime, _) => lifetime.as_ref(),
            ReceiverKind::Typed(_, ty) => lifetime_of(ty),
            _ => None,
        };
        Self { what: "&mut self".to_owned(), lifetime: own(lifetime, subject), is_elided: true }
    }

    fn arg(arg: &Arg, subject: &Subject) -> Self {
        let what = if arg.pattern.is_some() { arg.ty.to_token_stream() } else { arg.name.to_token_stream() };
        // That of `self` goes before.
        let is_elided = !subject.self_passing().is_some_and(Passing::borrows) && lifetimes(subject) == 1;
        Self { what: what.to_string(), lifetime: own(lifetime_of(&arg.ty), subject), is_elided }
    }
}

/// The lifetime that nothing else has which the function is given.
fn own(lifetime: Option<&Lifetime>, subject: &Subject) -> Option<Ident> {
    let name = &lifetime?.ident;
    let is_said = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == name);
    let is_its = subject.sig.generics.lifetimes().any(|param| param.lifetime.ident == *name);
    (is_its && count(subject.sig.inputs.to_token_stream(), &is_said) == 1).then(|| name.clone())
}

fn lifetime_of(ty: &Type) -> Option<&Lifetime> {
    match bare(ty) {
        Type::Reference(reference) => reference.lifetime.as_ref(),
        _ => None,
    }
}

/// How many of what is given borrow, as far as that is spelled out.
fn lifetimes(subject: &Subject) -> usize {
    let borrows =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if ['&', '\''].contains(&punct.as_char()));
    count(subject.sig.inputs.to_token_stream(), &borrows)
}

fn count(tokens: TokenStream, is: &dyn Fn(&TokenTree) -> bool) -> usize {
    let each = |token: TokenTree| match &token {
        TokenTree::Group(group) => count(group.stream(), is),
        token => is(token).into(),
    };
    tokens.into_iter().map(each).sum()
}

/// Where it borrows for one of these lifetimes; a `&` may have none.
fn borrow_of(ty: TokenStream, is_of: &dyn Fn(Option<&Ident>) -> bool) -> Option<Span> {
    let tokens: Vec<_> = ty.into_iter().collect();
    let is = |at: usize, sign| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(word)) => Some(word),
        _ => None,
    };
    let is_called = |at: usize| {
        let takes =
            matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
        takes && at.checked_sub(1).is_some_and(|before| word(before).is_some())
    };
    if (0..tokens.len()).any(|at| is_called(at) || word(at).is_some_and(|word| word == "for")) {
        return None;
    }
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) => borrow_of(group.stream(), is_of),
        // Of one with a lifetime that tells.
        TokenTree::Punct(punct) if punct.as_char() == '&' && !is(at + 1, '\'') => is_of(None).then(|| punct.span()),
        TokenTree::Punct(punct) if punct.as_char() == '\'' => {
            word(at + 1).filter(|word| is_of(Some(word))).map(|_| punct.span())
        }
        _ => None,
    })
}
