//! What the function returns, as far as its spelling tells.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, PathArguments, ReturnType, Token, Type, TypeInfer, TypeParamBound,
    TypePath,
};

use super::flow::Spelled;

/// The return type.
pub(crate) enum Returns {
    /// A type that can be written down again; `impl Trait` inside of it is `_`.
    Type(Box<Type>),
    /// No `->`.
    Nothing(Span),
    /// `impl Trait`.
    Opaque(Span),
}

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

impl Returns {
    /// Reads what stands after the arguments; of a future that is handed out, what it yields.
    pub(super) fn of(output: &ReturnType, spelled: Option<&Spelled>, arguments: Span) -> Self {
        let ReturnType::Type(_, ty) = output else { return Self::Nothing(arguments) };
        let ty = match spelled {
            Some(Spelled { output: Some(output), .. }) => &Box::new(output.clone()),
            Some(_) => return Self::Opaque(ty.span()),
            None => ty,
        };
        if let Type::ImplTrait(_) = bare(ty) {
            return Self::Opaque(ty.span());
        }
        let mut ty = ty.clone();
        infer_opaque(&mut ty);
        Self::Type(ty)
    }

    /// The type where it can be written down.
    pub(crate) fn written(&self) -> Option<TokenStream> {
        match self {
            Self::Type(ty) => Some(ty.to_token_stream()),
            Self::Nothing(_) => Some(quote_spanned!(Span::mixed_site()=> ())),
            Self::Opaque(_) => None,
        }
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Type(ty) => ty.span(),
            Self::Nothing(span) | Self::Opaque(span) => *span,
        }
    }

    /// The error of a `Result`, as far as it is spelled out.
    pub(crate) fn error(&self) -> Option<&Type> {
        let Self::Type(ty) = self else { return None };
        part_of_result(ty, 1)
    }

    /// Says what it is when it cannot be a `Result` under any alias.
    pub(super) fn never_a_result(&self) -> Option<&'static str> {
        match self {
            Self::Nothing(_) => Some("nothing"),
            Self::Opaque(_) => None,
            Self::Type(ty) => match bare(ty) {
                Type::Tuple(tuple) if tuple.elems.is_empty() => Some("nothing"),
                Type::Tuple(_) => Some("a tuple"),
                Type::Reference(_) => Some("a reference"),
                Type::Array(_) => Some("an array"),
                Type::FnPtr(_) => Some("a function"),
                Type::Ptr(_) => Some("a pointer"),
                Type::Path(path) if is_primitive(path) => Some("a plain value"),
                _ => None,
            },
        }
    }
}

/// A type without parentheses and without the invisible ones that macros put round what they were given.
pub(super) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// What a `Result` is spelled with at that place.
fn part_of_result(ty: &Type, at: usize) -> Option<&Type> {
    let Type::Path(TypePath { path, .. }) = bare(ty) else { return None };
    let last = path.segments.last().filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.iter().nth(at)? {
        GenericArgument::Type(part) => Some(part),
        _ => None,
    }
}

/// Whether a path names a type that is built into the language.
pub(crate) fn is_primitive(path: &TypePath) -> bool {
    path.path.get_ident().is_some_and(|name| PRIMITIVES.iter().any(|primitive| name == primitive))
}

/// Whether a word names a type that is built into the language.
pub(crate) fn is_primitive_name(name: &str) -> bool {
    PRIMITIVES.contains(&name)
}

/// `impl Trait` cannot be written inside of a body; `_` can.
fn infer_opaque(ty: &mut Type) {
    match ty {
        Type::ImplTrait(opaque) => {
            let underscore_token = Token![_](opaque.impl_token.span);
            *ty = Type::Infer(TypeInfer { attrs: Vec::new(), underscore_token });
        }
        Type::Array(array) => infer_opaque(&mut array.elem),
        Type::Group(group) => infer_opaque(&mut group.elem),
        Type::Paren(paren) => infer_opaque(&mut paren.elem),
        Type::Ptr(pointer) => infer_opaque(&mut pointer.elem),
        Type::Reference(reference) => infer_opaque(&mut reference.elem),
        Type::Slice(slice) => infer_opaque(&mut slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(infer_opaque),
        Type::Path(path) => path.path.segments.iter_mut().for_each(|segment| infer_arguments(&mut segment.arguments)),
        Type::TraitObject(object) => {
            for bound in &mut object.bounds {
                if let TypeParamBound::Trait(bound) = bound {
                    bound.path.segments.iter_mut().for_each(|segment| infer_arguments(&mut segment.arguments));
                }
            }
        }
        _ => {}
    }
}

fn infer_arguments(arguments: &mut PathArguments) {
    let PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) = arguments else { return };
    for argument in args {
        match argument {
            GenericArgument::Type(ty) => infer_opaque(ty),
            GenericArgument::AssocType(assoc) => infer_opaque(&mut assoc.ty),
            _ => {}
        }
    }
}
