//! Instances of a generic function, which are told apart by the types of the key and of the value.

use std::ptr;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    Expr, ExprMethodCall, GenericArgument, GenericParam, Pat, PathArguments, ReturnType, Token, Type, TypeParamBound,
};

use crate::parse::{Sense, mention};

use super::super::arg::{Arg, Passing, bindings};
use super::super::errors::Errors;
use super::super::returns::{Returns, bare};
use super::super::subject::Subject;
use super::{Cache, result_of};

/// Refuses what differs between instances that nothing tells apart.
pub(super) fn check(cache: &Cache, subject: &Subject, errors: &mut Errors) {
    if cache.is_key_mistaken() {
        return;
    }
    let key = cache.key.as_ref().map(ToTokens::to_token_stream);
    let is_in_key = |name: &str| key.as_ref().is_some_and(|key| mention(key.clone(), name, Sense::Any).is_some());
    let kept = types(cache, subject);
    for param in &subject.sig.generics.params {
        let (ident, example) = match param {
            GenericParam::Type(param) => (&param.ident, format!("TypeId::of::<{}>()", param.ident)),
            GenericParam::Const(param) => (&param.ident, param.ident.to_string()),
            GenericParam::Lifetime(_) => continue,
        };
        let name = ident.to_string();
        if !is_in_key(&name) && !kept.iter().any(|ty| tells(ty, &name)) {
            let message = format!(
                "instances that differ in this alone would have each other's values: use it by itself in the type of an argument that is part \
                 of the key, or of what is returned, or write `key = ..` with `{example}` in it"
            );
            errors.at(ident, message);
        }
    }
    for arg in subject.args.iter().filter(|arg| arg.is_visible()) {
        let Some(token) = mention(arg.ty.to_token_stream(), "impl", Sense::Any) else { continue };
        if !kept.iter().any(|ty| ptr::from_ref(*ty) == ptr::from_ref(&arg.ty)) {
            let message = "calls that differ in the type of this alone would have each other's values: put all of it into the key, take what the key \
                           is made of instead of it, or give the type a name, `<T: Trait>`, and write `key = ..` with `TypeId::of::<T>()` in it";
            errors.at(token, message);
        }
    }
}

/// The types that are part of the key, and that of the value.
fn types<'a>(cache: &'a Cache, subject: &'a Subject) -> Vec<&'a Type> {
    let value = match &subject.returns {
        Returns::Type(ty) => Some(result_of(ty).unwrap_or(ty)),
        Returns::Nothing(_) | Returns::Opaque(_) => None,
    };
    let of_arg = |arg: &'a Arg| match &arg.pattern {
        Some(Pat::Wild(_)) => Vec::new(),
        Some(pattern) if arg.is_held() || !arg.is_hidden() => bound(pattern, &arg.ty),
        _ => vec![&arg.ty],
    };
    // What is borrowed is kept by what owns it, and two types may say that the same owns them.
    let is_owned_by_another = mention(subject.sig.to_token_stream(), "ToOwned", Sense::Any).is_some();
    let is_itself = |arg: &&Arg| !(is_owned_by_another && arg.passing == Passing::Shared);
    let visible = subject.args.iter().filter(|arg| arg.is_visible()).filter(is_itself);
    let in_key: Vec<_> = match &cache.key {
        None => visible.flat_map(of_arg).collect(),
        Some(key) => {
            let whole = |arg: &&Arg| arg.pattern.is_none() && parts(key).any(|part| is_all_of(part, &arg.name));
            visible.filter(whole).map(|arg| &arg.ty).collect()
        }
    };
    in_key.into_iter().chain(value).collect()
}

/// The types of what a pattern binds, as far as the pattern tells: of one that leaves something out, nothing.
fn bound<'a>(pattern: &'a Pat, ty: &'a Type) -> Vec<&'a Type> {
    match (pattern, bare(ty)) {
        (Pat::Paren(pattern), _) => bound(&pattern.pat, ty),
        (Pat::Tuple(pattern), Type::Tuple(tuple)) if pattern.elems.len() == tuple.elems.len() => {
            pattern.elems.iter().zip(&tuple.elems).flat_map(|(pattern, ty)| bound(pattern, ty)).collect()
        }
        (pattern, _) => {
            let leaves_out = mention(pattern.to_token_stream(), "_", Sense::Any).is_some()
                || pattern.to_token_stream().to_string().contains("..");
            if leaves_out || bindings(pattern).is_empty() { Vec::new() } else { vec![ty] }
        }
    }
}

/// The parts of a key.
pub(super) fn parts(key: &Expr) -> impl Iterator<Item = &Expr> {
    let (parts, whole): (Option<&Punctuated<Expr, Token![,]>>, _) = match key {
        Expr::Tuple(tuple) => (Some(&tuple.elems), None),
        key => (None, Some(key)),
    };
    parts.into_iter().flatten().chain(whole)
}

/// Whether a part of the key is an argument as it is: `sku`, `&sku` or `sku.clone()`.
pub(super) fn is_all_of(part: &Expr, name: &Ident) -> bool {
    match part {
        Expr::Path(path) => path.path.is_ident(name),
        Expr::Reference(reference) => is_all_of(&reference.expr, name),
        Expr::Paren(paren) => is_all_of(&paren.expr, name),
        Expr::Group(group) => is_all_of(&group.expr, name),
        Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) => {
            method == "clone" && args.is_empty() && is_all_of(receiver, name)
        }
        _ => false,
    }
}

/// Whether two types that are spelled so differ where the parameter does. What is behind a trait, `T::Id`, may be the same for both.
fn tells(ty: &Type, name: &str) -> bool {
    let arguments = |arguments: &PathArguments| match arguments {
        PathArguments::None => false,
        PathArguments::AngleBracketed(list) => list.args.iter().any(|argument| match argument {
            GenericArgument::Type(ty) => tells(ty, name),
            GenericArgument::Const(expr) => is_constant(expr, name),
            GenericArgument::AssocType(assoc) => tells(&assoc.ty, name),
            _ => false,
        }),
        PathArguments::Parenthesized(list) => {
            let returned = matches!(&list.output, ReturnType::Type(_, ty) if tells(ty, name));
            returned || list.inputs.iter().any(|input| tells(&input.ty, name))
        }
    };
    match bare(ty) {
        Type::Path(path) if path.qself.is_some() => false,
        Type::Path(path) => {
            let segments = &path.path.segments;
            path.path.is_ident(name)
                || (segments.first().is_some_and(|first| first.ident != name)
                    && segments.iter().any(|segment| arguments(&segment.arguments)))
        }
        Type::Array(array) => tells(&array.elem, name) || is_constant(&array.len, name),
        Type::Ptr(pointer) => tells(&pointer.elem, name),
        Type::Reference(reference) => tells(&reference.elem, name),
        Type::Slice(slice) => tells(&slice.elem, name),
        Type::Tuple(tuple) => tuple.elems.iter().any(|ty| tells(ty, name)),
        Type::FnPtr(function) => {
            let returned = matches!(&function.output, ReturnType::Type(_, ty) if tells(ty, name));
            returned || function.inputs.iter().any(|input| tells(&input.ty, name))
        }
        Type::TraitObject(object) => object.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => bound.path.segments.iter().any(|segment| arguments(&segment.arguments)),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether it is the constant itself.
fn is_constant(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident(name))
}
