//! `#[service(scope = scoped, eager, fallback = stand_in, shutdown = close, tag = Replica, as = dyn Db)]`.

use quote::ToTokens;
use syn::{Expr, Safety, Type};

use crate::parse::{Form, Kind, Opt, nearest};

use super::errors::Errors;
use super::fallback::{self, Fallback};
use super::guard::Guard;
use super::handle::Handle;
use super::inject;
use super::read::Reader;
use super::returns::{Returns, bare};
use super::subject::Subject;

/// What is said of a function that builds a service.
#[derive(Default)]
pub(crate) struct Service {
    pub(crate) scope: Option<Scope>,
    pub(crate) is_eager: bool,
    /// What stands in for it until it can be built.
    pub(crate) fallback: Option<Fallback>,
    /// What closes it: a closure or a path.
    pub(crate) shutdown: Option<Expr>,
    pub(crate) tag: Option<Expr>,
    /// What it is provided as.
    pub(crate) provided_as: Option<Type>,
}

/// For whom it is built.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Scope {
    Singleton,
    Scoped,
    Transient,
}

/// The options that the attribute has for itself.
pub(super) const OWN: [&str; 6] = ["scope", "eager", "fallback", "shutdown", "tag", "as"];

const SCOPES: [(&str, Scope); 3] =
    [("singleton", Scope::Singleton), ("scoped", Scope::Scoped), ("transient", Scope::Transient)];

impl Service {
    /// Reads one of them.
    pub(super) fn read(&mut self, opt: &Opt, reader: &mut Reader<'_>) {
        match &*opt.key.to_string() {
            "scope" => self.scope = scope(opt, reader),
            "eager" => self.is_eager = matches!(opt.form, Form::Bare) || flag(opt, reader),
            "fallback" => self.fallback = fallback::read(opt, reader),
            "shutdown" => self.shutdown = reader.question(opt, "|service| .."),
            "tag" => self.tag = reader.value(opt, "Replica").and_then(|value| inject::tag(value, reader.errors)),
            _ => self.provided_as = provided_as(opt, reader),
        }
    }
}

fn scope(opt: &Opt, reader: &mut Reader<'_>) -> Option<Scope> {
    let value = reader.value(opt, "scoped")?;
    let written = value.to_token_stream().to_string();
    let known = SCOPES.iter().find(|(name, _)| *name == written);
    if known.is_none() {
        let names = SCOPES.map(|(name, _)| name);
        let hint = match (&value.kind, nearest(written.trim_matches('"'), &names)) {
            (Kind::Text(text), Some(near)) if text.value() == near => {
                format!(": write `scope = {near}`, without quotes")
            }
            (_, Some(near)) => format!(": did you mean `{near}`?"),
            _ => String::new(),
        };
        reader.wrong_kind("scope", "`singleton`, `scoped` or `transient`", value, &hint);
    }
    known.map(|(_, scope)| *scope)
}

/// Whether a flag is on; what is neither on nor off is told.
fn flag(opt: &Opt, reader: &mut Reader<'_>) -> bool {
    let Some(value) = reader.value(opt, "true") else { return false };
    match &value.kind {
        Kind::Bool(flag) => *flag,
        Kind::Off => false,
        _ => {
            reader.wrong_kind("eager", "`true` or `false`", value, ": write `eager`");
            false
        }
    }
}

fn provided_as(opt: &Opt, reader: &mut Reader<'_>) -> Option<Type> {
    let value = reader.value(opt, "dyn Db")?;
    let found = syn::parse2(value.to_token_stream());
    let Ok(ty) = found else {
        reader.wrong_kind("as", "a type such as `dyn Db`", value, "");
        return None;
    };
    match bare(&ty) {
        Type::Reference(_) | Type::ImplTrait(_) | Type::Infer(_) => {
            reader
                .errors
                .at(value, "a service is provided as a type that is asked for: write `dyn Db` or a type's name");
            None
        }
        _ if is_arc(&ty) => {
            reader.errors.at(value, "a service is shared anyhow: write what stands inside of the `Arc`");
            None
        }
        _ => Some(ty),
    }
}

fn is_arc(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Arc")
}

/// Checks that the function is one that can build a service.
pub(super) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(service) = &guard.service else { return };
    if cfg!(not(feature = "inject")) {
        let message = "`service` needs the feature `inject` of dyno-runtime: turn it on";
        errors.at(&subject.sig.ident, message);
        return;
    }
    if subject.is_associated() {
        let message = "a service is built by a free function: let one call this";
        match subject.receiver() {
            Some(receiver) => errors.at(receiver, message),
            None => errors.at(&subject.sig.ident, message),
        }
        return;
    }
    if let Safety::Unsafe(word) = &subject.sig.safety {
        errors.at(word, "nobody can promise what this asks for when the service is built: remove `unsafe`");
    }
    if !subject.sig.generics.params.is_empty() {
        errors.at(&subject.sig.generics, "a service is of one type: name it in the place of the parameter");
    }
    for arg in subject.args.iter().filter(|arg| arg.is_visible()) {
        let message = "nobody gives this when the service is built: mark it `#[inject]`, or make it in the body";
        errors.at(&arg.ty, message);
    }
    match &subject.returns {
        returns if returns.never_a_result() == Some("nothing") => {
            let message =
                "a service is what its function returns, and this one returns nothing: return what is to be provided";
            errors.at(&subject.sig.ident, message);
        }
        Returns::Opaque(span) if service.provided_as.is_none() && guard.key("as").is_none() => {
            let message = "a service is asked for by its type, and this one has no name: write it, or what it is provided as in `as = ..`";
            errors.push(syn::Error::new(*span, message));
        }
        _ => {}
    }
    if let Some(key) = guard.key("cache") {
        errors.at(key, "a service is kept by its registry: remove `cache`");
    }
    if let Some(Handle::Off) = guard.handle {
        errors.at(guard.key("handle"), "a service has a handle, which stands beside its function: remove this");
    }
    if let Some(Scope::Transient) = service.scope {
        if service.is_eager {
            let message =
                "a transient service is built for each who asks, so there is nothing to build before: remove this";
            errors.at(guard.key("eager"), message);
        }
        if service.shutdown.is_some() {
            let message = "a transient service belongs to whoever asked, and nobody else could close it: remove this";
            errors.at(guard.key("shutdown"), message);
        }
    }
}
