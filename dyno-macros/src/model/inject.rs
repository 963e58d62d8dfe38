//! Parameters that are filled by what a registry provides.

use std::mem::take;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, FnArg, GenericParam, Ident, Meta, Pat, PatType, Receiver, Signature, Type};

use crate::parse::{Form, Kind, Opt, Sense, Value, in_rust, mention, options};

use super::asked::{Asked, Origin, gather};
use super::errors::Errors;
use super::read::slips_in;
use super::returns::bare;

/// What is said of a parameter that is injected.
#[derive(Default)]
pub(crate) struct Injected {
    /// Which parameter it is of all that were written.
    pub(crate) index: usize,
    /// What tells it from others of its type.
    pub(crate) tag: Option<Expr>,
    /// What stands in where nothing is provided.
    pub(crate) fallback: Option<StandIn>,
}

/// What stands in for a dependency.
pub(crate) enum StandIn {
    /// `|error| value`
    Closure(Box<Expr>),
    Value(Box<Expr>),
}

/// Takes the injected parameters out of a signature, with what is said of each.
pub(super) fn taken(sig: &mut Signature, errors: &mut Errors) -> Vec<(PatType, Injected)> {
    let mut injected = Vec::new();
    let mut visible = Punctuated::new();
    for (index, input) in take(&mut sig.inputs).into_iter().enumerate() {
        match input {
            FnArg::Typed(mut arg) => match attribute(&mut arg.attrs) {
                Some(said) => {
                    if cfg!(not(feature = "inject")) {
                        errors.at(&said, "`inject` needs the feature `inject` of dyno-runtime: turn it on");
                    }
                    let read = read(&said, &arg.ty, errors);
                    check(&arg, errors);
                    injected.push((arg, Injected { index, ..read }));
                }
                None => visible.push(FnArg::Typed(arg)),
            },
            FnArg::Receiver(mut receiver) => {
                if let Some(said) = attribute(&mut receiver.attrs) {
                    errors.at(said, "`self` is what the method is called on, and cannot be injected: remove this");
                }
                visible.push(FnArg::Receiver(receiver));
            }
        }
    }
    sig.inputs = visible;
    injected
}

/// Takes what is said of parameters off a signature, which keeps them.
pub(crate) fn strip(sig: &mut Signature) {
    for input in &mut sig.inputs {
        let (FnArg::Typed(PatType { attrs, .. }) | FnArg::Receiver(Receiver { attrs, .. })) = input;
        attribute(attrs);
    }
}

/// Takes `#[inject]` off a parameter.
fn attribute(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    let at = attrs.iter().position(is_ours)?;
    Some(attrs.remove(at))
}

fn is_ours(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == Origin::Inject.word())
}

/// Takes the injected parameters out of a signature that has mistakes, which have been told; `None` where nothing is said of any.
pub(crate) fn taken_out(sig: &mut Signature) -> Option<Vec<PatType>> {
    let is_said = |input: &FnArg| {
        let (FnArg::Typed(PatType { attrs, .. }) | FnArg::Receiver(Receiver { attrs, .. })) = input;
        attrs.iter().any(is_ours)
    };
    let is_said = sig.inputs.iter().any(is_said);
    is_said.then(|| taken(sig, &mut Errors::default()).into_iter().map(|(arg, _)| arg).collect())
}

fn check(arg: &PatType, errors: &mut Errors) {
    let is_name = matches!(&*arg.pat, Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none());
    if !is_name {
        errors.at(&arg.pat, "a parameter that is injected is a name: take it apart in the body");
    }
    match bare(&arg.ty) {
        Type::Reference(reference) => {
            let target = reference.elem.to_token_stream();
            let message = format!("nobody lends what is injected: write `dyno::Dep<{target}>`, or `Arc<{target}>`");
            errors.at(&arg.ty, message);
        }
        Type::ImplTrait(_) => {
            errors.at(&arg.ty, "what is provided is found by its type: write `Arc<dyn ..>`, or a type parameter");
        }
        _ => {}
    }
    if let Some(attr) = arg.attrs.iter().find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr")) {
        errors.at(attr, "a parameter that may be missing cannot be injected: put the `#[cfg]` on two functions");
    }
    let second = arg.attrs.iter().find(|attr| attr.path().is_ident(Origin::Inject.word()));
    if let Some(second) = second {
        errors.at(second, "`inject` is given twice: keep one of them");
    }
}

fn read(said: &Attribute, ty: &Type, errors: &mut Errors) -> Injected {
    let tokens = match &said.meta {
        Meta::Path(_) => return Injected::default(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            errors.at(said, "write `#[inject]`, or `#[inject(tag = .., fallback = ..)]`");
            return Injected::default();
        }
    };
    let mut asked = Vec::new();
    gather(&mut asked, Origin::InjectOption, options(tokens), errors);
    let mut injected = Injected::default();
    for Asked { opt, .. } in &asked {
        let Some(value) = value(opt, errors) else { continue };
        match &*opt.key.to_string() {
            "tag" => injected.tag = tag(value, errors),
            _ if may_be_missing(ty) => errors.at(
                &opt.key,
                "a parameter that may be missing needs no `fallback`: remove it, or take an `Arc<..>` or a `dyno::Dep<..>`",
            ),
            _ => {
                injected.fallback = stand_in(value, errors);
                if let Kind::Expr(expr) = &value.kind {
                    for slip in slips_in("fallback", expr) {
                        errors.push(slip);
                    }
                }
            }
        }
    }
    injected
}

/// Whether a type says by its spelling that there may be nothing.
fn may_be_missing(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Option" || last.ident == "Result")
}

fn value<'a>(opt: &'a Opt, errors: &mut Errors) -> Option<&'a Value> {
    match &opt.form {
        Form::Value(value) => Some(value),
        Form::Bare | Form::List(_) => {
            let key = &opt.key;
            let example = if key == "tag" { "Replica" } else { "Arc::new(..)" };
            errors.at(key, format_args!("`{key}` has no value: write `{key} = {example}`"));
            None
        }
    }
}

pub(super) fn tag(value: &Value, errors: &mut Errors) -> Option<Expr> {
    match &value.kind {
        Kind::Text(text) => Some(syn::parse_quote!(#text)),
        Kind::Expr(expr) if matches!(**expr, Expr::Path(_)) => Some((**expr).clone()),
        _ => {
            let what = value.describe();
            errors.at(value, format_args!("`tag` takes a unit struct or a string, and this is {what}"));
            None
        }
    }
}

fn stand_in(value: &Value, errors: &mut Errors) -> Option<StandIn> {
    match &value.kind {
        Kind::Expr(expr) => match &**expr {
            Expr::Closure(closure) if closure.inputs.len() != 1 => {
                errors.at(closure, "a fallback that is a closure takes the error: write `|error| ..`");
                None
            }
            Expr::Closure(_) => Some(StandIn::Closure(expr.clone())),
            _ => Some(StandIn::Value(Box::new(in_rust(expr)))),
        },
        Kind::Off => {
            errors.at(value, "there is no fallback unless one is written: remove `fallback`");
            None
        }
        Kind::Number(_) | Kind::Text(_) | Kind::Bool(_) => {
            let what = value.describe();
            errors.at(value, format_args!("what stands in has the type of the parameter, and this is {what}"));
            None
        }
    }
}

/// Whether it is known outside of the function what a type is: it names none of the function's own, nor, in an impl, what may be the impl's.
pub(super) fn is_known_outside(ty: &Type, sig: &Signature, is_associated: bool) -> bool {
    let tokens = ty.to_token_stream();
    let speaks_of = |name: &Ident| mention(tokens.clone(), &name.to_string(), Sense::Any).is_some();
    let is_own = sig.generics.params.iter().any(|param| match param {
        GenericParam::Type(param) => speaks_of(&param.ident),
        GenericParam::Const(param) => speaks_of(&param.ident),
        GenericParam::Lifetime(_) => false,
    });
    let written = tokens.to_string();
    // Behind `dyn` stands a trait, and no parameter of an impl.
    let is_trait = || written.split_once("dyn ").is_some_and(|(_, what)| !what.contains('<'));
    let borrows = written.contains('\'');
    !is_own && !borrows && (!is_associated || is_trait())
}
