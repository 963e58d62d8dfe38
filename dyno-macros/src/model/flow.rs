//! When a function answers: at once, later, or by the future that it hands out. The one place where spelling decides.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Lifetime, Path, PathArguments, PathSegment, ReturnType, Signature,
    Type, TypeParamBound, parse_quote, parse_quote_spanned,
};

use crate::names::{FUTURE, located};
use crate::parse::{Body, Sense, future_block, mention};

use super::returns::bare;

/// When a function answers.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Flow {
    /// When it returns.
    Sync,
    /// `async fn`: when it is awaited.
    Async,
    /// `-> impl Future` or `-> Pin<Box<dyn Future>>`: when what it hands out is awaited.
    Future(HandedOut),
}

/// A future that a function hands out.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct HandedOut {
    pub(crate) packing: Packing,
    /// Whether the body was nothing but an `async move` block, and is what stood inside of it.
    pub(crate) block: bool,
}

/// What a future is handed out in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Packing {
    /// `impl Future`
    Bare,
    /// `Pin<Box<..>>`, so that what is called `Box` there can box it.
    Box,
    /// A box under a longer name.
    OtherBox,
}

/// A return type that is a future by its spelling.
pub(super) struct Spelled {
    packing: Packing,
    /// What it yields, where that is written.
    pub(super) output: Option<Type>,
    /// The `dyn Future<..>` without a lifetime, which therefore borrows nothing.
    pub(super) owned: Option<TokenStream>,
}

impl Flow {
    /// Reads it off a signature, and takes the `async move` block out of a body that is nothing else.
    pub(super) fn of(sig: &Signature, spelled: Option<&Spelled>, body: &mut Body) -> Self {
        match spelled {
            _ if sig.asyncness.is_some() => Self::Async,
            None => Self::Sync,
            Some(Spelled { packing, .. }) => {
                let inside = future_block(&body.tokens, *packing != Packing::Bare);
                let flow = Self::Future(HandedOut { packing: *packing, block: inside.is_some() });
                if let Some(inside) = inside {
                    *body = inside;
                }
                flow
            }
        }
    }
}

impl Spelled {
    /// Reads a return type; `None` when its spelling tells of no future that could be handed out again.
    pub(super) fn read(output: &ReturnType) -> Option<Self> {
        let ReturnType::Type(_, ty) = output else { return None };
        match bare(ty) {
            Type::ImplTrait(opaque) => {
                let future = opaque.bounds.iter().find_map(future)?;
                Some(Self { packing: Packing::Bare, output: output_of(future), owned: None })
            }
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                match &*last.ident.to_string() {
                    "Pin" => Self::boxed(last),
                    "BoxFuture" | "LocalBoxFuture" => {
                        Some(Self { packing: Packing::OtherBox, output: Some(yielded(ty)), owned: None })
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `Pin<Box<dyn Future<Output = T> + ..>>`
    fn boxed(pin: &PathSegment) -> Option<Self> {
        let Type::Path(path) = bare(only_type(pin)?) else { return None };
        let last = path.path.segments.last().filter(|last| last.ident == "Box")?;
        let Type::TraitObject(object) = bare(only_type(last)?) else { return None };
        let future = object.bounds.iter().find_map(future)?;
        let packing = if path.path.leading_colon.is_none() && path.path.segments.len() == 1 {
            Packing::Box
        } else {
            Packing::OtherBox
        };
        let borrows = object.bounds.iter().any(|bound| matches!(bound, TypeParamBound::Lifetime(_)));
        let owned = (!borrows).then(|| object.to_token_stream());
        Some(Self { packing, output: output_of(future), owned })
    }
}

/// What hands out a future, with `_` for what that yields, and for how long it borrows: that of one attempt ends with it.
pub(crate) fn of_any_output(ty: &Type) -> Type {
    let mut ty = ty.clone();
    forget_output(&mut ty);
    ty
}

/// Whether a function that is not `async` hands out a future that we cannot hand out again.
pub(super) fn is_another_future(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    ["Pin", "Box"].iter().any(|pointer| last.ident == pointer)
        && mention(last.arguments.to_token_stream(), "Future", Sense::Any).is_some()
}

fn future(bound: &TypeParamBound) -> Option<&Path> {
    match bound {
        TypeParamBound::Trait(bound) if bound.path.segments.last()?.ident == "Future" => Some(&bound.path),
        _ => None,
    }
}

/// `Future<Output = T>`
fn output_of(future: &Path) -> Option<Type> {
    arguments(future.segments.last()?).find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(assoc.ty.clone()),
        _ => None,
    })
}

fn forget_output(ty: &mut Type) {
    match ty {
        Type::Group(group) => forget_output(&mut group.elem),
        Type::Paren(paren) => forget_output(&mut paren.elem),
        Type::TraitObject(object) => object.bounds.iter_mut().for_each(|bound| match bound {
            TypeParamBound::Lifetime(lifetime) => forget_lifetime(lifetime),
            TypeParamBound::Trait(bound) => {
                for argument in bound.path.segments.last_mut().into_iter().flat_map(arguments_mut) {
                    match argument {
                        GenericArgument::AssocType(assoc) if assoc.ident == "Output" => assoc.ty = parse_quote!(_),
                        _ => {}
                    }
                }
            }
            _ => {}
        }),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last_mut() else { return };
            let is_alias = ["BoxFuture", "LocalBoxFuture"].iter().any(|alias| last.ident == alias);
            arguments_mut(last).for_each(|argument| match argument {
                GenericArgument::Lifetime(lifetime) => forget_lifetime(lifetime),
                GenericArgument::Type(ty) if is_alias => *ty = parse_quote!(_),
                GenericArgument::Type(ty) => forget_output(ty),
                _ => {}
            });
        }
        _ => {}
    }
}

fn forget_lifetime(lifetime: &mut Lifetime) {
    if lifetime.ident != "static" {
        *lifetime = Lifetime::new("'_", lifetime.span());
    }
}

/// What an alias yields: whose alias it is, and what it makes of its parameters, its spelling does not tell.
fn yielded(alias: &Type) -> Type {
    parse_quote_spanned!(located(alias.span())=> <#alias as #FUTURE>::Output)
}

fn only_type(segment: &PathSegment) -> Option<&Type> {
    let mut types = types(segment);
    types.next().filter(|_| types.next().is_none())
}

fn types(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    arguments(segment).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn arguments_mut(segment: &mut PathSegment) -> impl Iterator<Item = &mut GenericArgument> {
    let list = match &mut segment.arguments {
        PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) => Some(args),
        _ => None,
    };
    list.into_iter().flatten()
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let list = match &segment.arguments {
        PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) => Some(args),
        _ => None,
    };
    list.into_iter().flatten()
}
