//! `cache`, `cache = 30s`, `cache(ttl = 30s, policy = xfetch(beta = 1.5), key = (tenant, id), capacity = 1_000, ..)`.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, Expr, ExprAssign, ExprCall, GenericArgument, GenericParam, Pat, PathArguments, Type};

use crate::parse::{Entry, Form, Kind, Opt, Sense, Value, mention, nearest};

use super::arg::{Arg, Passing, bindings};
use super::asked::{Asked, Origin, gather};
use super::borrow::borrow_inside;
use super::command::Command;
use super::errors::Errors;
use super::flow::Flow;
use super::guard::Guard;
use super::handle::Handle;
use super::policy::{Argument, Declared};
use super::read::{Reader, Rule, Setting};
use super::returns::{Returns, bare, is_primitive};
use super::subject::Subject;

/// The options inside `cache(..)`.
pub(super) const OPTIONS: [&str; 10] =
    ["ttl", "policy", "key", "shared", "capacity", "stale", "stale_if_error", "negative_ttl", "ttl_of", "jitter"];

/// How what a function returns is kept.
#[derive(Default)]
pub(crate) struct Cache {
    pub(crate) declared: Vec<Declared>,
    /// What tells values apart, if it is not all arguments.
    pub(crate) key: Option<Expr>,
    /// How long a value lives, asked of the value.
    pub(crate) ttl_of: Option<Expr>,
    /// Whether all objects share the values of a method, and where that is said.
    shared: Option<(bool, Ident)>,
}

/// A part of a key: what is kept of it.
pub(crate) enum KeyType {
    /// What owns that which it refers to.
    OfReference(Type),
    /// Itself.
    Owned(Type),
}

/// The type of what is kept.
pub(crate) enum ValueType {
    /// As it is written.
    Spelled(Type),
    /// That of the value where this is a `Result` under another name, or all of it.
    Of(Type),
}

/// A rule for when to make a value anew before it expires.
pub(crate) enum Renewal {
    Adaptive,
    XFetch(Option<Setting<f64>>),
    Static,
    Linear,
    Exponential(Option<Setting<f64>>),
    /// A type of the user's.
    Custom(Expr),
}

const RENEWALS: &str =
    "`adaptive`, `xfetch(beta = 1)`, `static`, `linear`, `exponential(k = 2)` or a value that is an `EarlyRefresh`";

const MOST_VALUES: u32 = 1_000_000_000;

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> Option<Cache> {
    let entries = match opt.form {
        Form::Bare => Vec::new(),
        Form::List(entries) => entries,
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => Vec::new(),
            Kind::Bool(false) | Kind::Off => return None,
            Kind::Number(_) => vec![Entry::Plain(value)],
            Kind::Text(_) | Kind::Expr(_) => {
                let ttl = match &value.kind {
                    Kind::Expr(expr) if matches!(**expr, Expr::Path(_)) => value.to_token_stream().to_string(),
                    _ => "30s".to_owned(),
                };
                let hint = format!(": write `cache(ttl = {})`", ttl.replace(' ', ""));
                reader.wrong_kind("cache", "a time, `true` or a list", &value, &hint);
                return None;
            }
        },
    };
    let origin = if origin == Origin::Cache { origin } else { Origin::CacheOption };
    Some(read_settings(entries, origin, reader))
}

fn read_settings(mut entries: Vec<Entry>, origin: Origin, reader: &mut Reader<'_>) -> Cache {
    if matches!(entries.first(), Some(Entry::Plain(Value { kind: Kind::Number(_), .. }))) {
        if let Entry::Plain(value) = entries.remove(0) {
            let opt = Opt { key: Ident::new("ttl", value.span()), form: Form::Value(value) };
            entries.insert(0, Entry::Named(opt));
        }
    }
    let mut gathered = Vec::new();
    gather(&mut gathered, origin, entries, reader.errors);
    let mut cache = Cache::default();
    for Asked { opt, .. } in gathered {
        match &*opt.key.to_string() {
            "key" => cache.key = read_key(&opt, reader),
            "ttl_of" => cache.ttl_of = reader.question(&opt, "|value: &Value| .."),
            "shared" => {
                let shared = matches!(reader.flag(&opt), Some(Setting::Given(true)));
                cache.shared = Some((shared, opt.key));
            }
            _ => cache.declared.extend(read_setting(&opt, reader)),
        }
    }
    check_together(&cache, reader);
    cache
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<Declared> {
    let key = opt.key.to_string();
    let rule = |off, zero| Rule { off, zero };
    let argument = match &*key {
        "ttl" => Argument::MaybeDuration(reader.duration(opt, rule(true, ""))?),
        "negative_ttl" => {
            Argument::MaybeDuration(reader.duration(opt, rule(true, "an error would not be kept; write `off`"))?)
        }
        "stale" | "stale_if_error" => Argument::Duration(reader.duration(opt, rule(false, ""))?),
        "capacity" => Argument::Count(read_capacity(opt, reader)?),
        "jitter" => Argument::Rate(reader.rate(opt, rule(false, ""))?),
        _ => Argument::Renewal(read_policy(opt, reader)?),
    };
    let method = if matches!(argument, Argument::Renewal(Renewal::Custom(_))) { "early" } else { &key };
    Some(Declared { method: Ident::new(method, opt.key.span()), argument })
}

fn read_capacity(opt: &Opt, reader: &mut Reader<'_>) -> Option<Setting<u32>> {
    let zero = "nothing could be kept; leave `cache` out";
    let capacity = reader.count(opt, Rule { off: false, zero })?;
    if let (Setting::Given(count), Form::Value(value)) = (&capacity, &opt.form) {
        if *count > MOST_VALUES {
            let message = "a cache has room for 1,000,000,000 values at most: write so many, or less";
            reader.errors.at(value, message);
            return None;
        }
    }
    Some(capacity)
}

/// The key is made anew for each call, so it may mention the arguments.
fn read_key(opt: &Opt, reader: &mut Reader<'_>) -> Option<Expr> {
    let value = reader.value(opt, "(tenant, id)")?;
    match &value.kind {
        Kind::Expr(expr) if !matches!(**expr, Expr::Closure(_) | Expr::Async(_) | Expr::Assign(_)) => {
            Some((**expr).clone())
        }
        _ => {
            let message = format!(
                "`key` is the key itself, and this is {}: write `key = ..` with the arguments by their names, or leave it out for all of them",
                value.describe()
            );
            reader.errors.at(value, message);
            None
        }
    }
}

fn read_policy(opt: &Opt, reader: &mut Reader<'_>) -> Option<Renewal> {
    let value = reader.value(opt, "adaptive")?;
    let wrong = |reader: &mut Reader<'_>, hint: &str| {
        reader.wrong_kind("policy", RENEWALS, value, hint);
        None
    };
    let Kind::Expr(expr) = &value.kind else { return wrong(reader, "") };
    match &**expr {
        Expr::Path(path) => {
            let word = path.to_token_stream().to_string();
            match &*word {
                "adaptive" => Some(Renewal::Adaptive),
                "linear" => Some(Renewal::Linear),
                "xfetch" => Some(Renewal::XFetch(None)),
                "exponential" => Some(Renewal::Exponential(None)),
                _ => match nearest(&word, &["adaptive", "xfetch", "linear", "exponential"]) {
                    Some(near) => wrong(reader, &format!(": did you mean `{near}`?")),
                    None => Some(Renewal::Custom((**expr).clone())),
                },
            }
        }
        Expr::Verbatim(tokens) if tokens.to_string() == "static" => Some(Renewal::Static),
        Expr::Call(call) => match &*call.func.to_token_stream().to_string() {
            "xfetch" => factor(call, "beta", reader).map(Renewal::XFetch),
            "exponential" => factor(call, "k", reader).map(Renewal::Exponential),
            _ => Some(Renewal::Custom((**expr).clone())),
        },
        other => Some(Renewal::Custom(other.clone())),
    }
}

/// `(beta = 1.5)` or `(1.5)`
#[expect(clippy::option_option, reason = "it may be wrong, and it may be left out")]
fn factor(call: &ExprCall, name: &str, reader: &mut Reader<'_>) -> Option<Option<Setting<f64>>> {
    let given = match call.args.first() {
        None => return Some(None),
        Some(Expr::Assign(ExprAssign { left, right, .. })) if left.to_token_stream().to_string() == name => right,
        Some(Expr::Assign(assign)) => {
            reader.errors.at(&assign.left, format_args!("this has one number: write `{name} = ..`"));
            return None;
        }
        Some(given) => given,
    };
    if let Some(second) = call.args.iter().nth(1) {
        reader.errors.at(second, format_args!("this has one number, `{name}`: remove the others"));
        return None;
    }
    let value = Value::of(given.clone());
    let found = match &value.kind {
        Kind::Number(number) => number.plain(),
        Kind::Expr(expr) => {
            let constant = reader.constant(name, "a number such as `1.5`", &value, expr)?;
            return Some(Some(Setting::Constant(constant)));
        }
        _ => None,
    };
    match found {
        Some(found) if (0.0..=1_000.0).contains(&found) => Some(Some(Setting::Given(found))),
        _ => {
            reader.wrong_kind(name, "a number from 0 to 1,000", &value, "");
            None
        }
    }
}

/// Rules between settings.
fn check_together(cache: &Cache, reader: &mut Reader<'_>) {
    let find = |key: &str| cache.declared.iter().find(|declared| declared.method == key);
    let lives = |declared: &Declared| !matches!(declared.argument, Argument::MaybeDuration(Setting::Off));
    if find("ttl").is_some_and(lives) || cache.ttl_of.is_some() {
        return;
    }
    for key in ["stale", "stale_if_error", "jitter"] {
        if let Some(declared) = find(key) {
            let message = format!(
                "`{key}` is for what expires, and without a `ttl` nothing does: write `ttl = 30s`, or remove it"
            );
            reader.errors.at(&declared.method, message);
        }
    }
}

impl Cache {
    /// The arguments that tell values apart, each by its name, or by the names that a pattern binds.
    pub(crate) fn arguments(subject: &Subject) -> Vec<(&Arg, Vec<&Ident>)> {
        let names = |arg: &'_ Arg| -> bool { arg.is_visible() && !matches!(arg.pattern, Some(Pat::Wild(_))) };
        subject
            .args
            .iter()
            .filter(|arg| names(arg))
            .map(|arg| match &arg.pattern {
                Some(pattern) if !arg.is_hidden() => {
                    (arg, bindings(pattern).into_iter().map(|pat| &pat.ident).collect())
                }
                _ => (arg, vec![&arg.name]),
            })
            .collect()
    }

    /// The type of the key, where all parts of it are arguments with types that can be written down.
    pub(crate) fn key_type(&self, subject: &Subject) -> Option<Vec<KeyType>> {
        let has_name = |ty: &Type| {
            let ty = ty.to_token_stream();
            mention(ty.clone(), "impl", Sense::Any).is_none() && !ty.to_string().contains(['\'', '&'])
        };
        if self.key.is_some() || !subject.sig.generics.params.is_empty() {
            return None;
        }
        let part = |(arg, names): (&Arg, Vec<&Ident>)| {
            let part = match bare(&arg.ty) {
                Type::Reference(reference) => KeyType::OfReference((*reference.elem).clone()),
                ty => KeyType::Owned(ty.clone()),
            };
            let (KeyType::OfReference(ty) | KeyType::Owned(ty)) = &part;
            let is_plain = (arg.pattern.is_none() || arg.is_hidden()) && names.len() == 1 && has_name(ty);
            is_plain.then_some(part)
        };
        Self::arguments(subject).into_iter().map(part).collect()
    }

    /// The type of what is kept: that of the value where a `Result` is returned, or all of it.
    pub(crate) fn value_type(subject: &Subject) -> Option<ValueType> {
        let Returns::Type(ty) = &subject.returns else { return None };
        let generics = &subject.sig.generics;
        let is_written = generics.params.is_empty() && !ty.to_token_stream().to_string().contains(['\'', '&']);
        if !is_written || mention(ty.to_token_stream(), "_", Sense::Any).is_some() {
            return None;
        }
        let Type::Path(path) = bare(ty) else { return Some(ValueType::Spelled((**ty).clone())) };
        if is_primitive(path) {
            return Some(ValueType::Spelled((**ty).clone()));
        }
        Some(match result_of(ty) {
            Some(value) => ValueType::Spelled(value.clone()),
            None => ValueType::Of((**ty).clone()),
        })
    }

    /// Whether what makes a value may outlive whoever asks for it: it owns everything, as far as the signature tells. Where no handle stands
    /// it may be in an impl, whose types a function inside of this one cannot name.
    pub(crate) fn is_detached(&self, command: &Command) -> bool {
        let subject = &command.subject;
        let owns = |arg: &Arg| {
            let ty = arg.ty.to_token_stream();
            let is_plain = arg.pattern.is_none() || arg.is_hidden();
            let borrows = mention(ty.clone(), "impl", Sense::Any).is_some() || ty.to_string().contains(['&', '\'']);
            arg.passing == Passing::Owned && is_plain && !borrows && arg.attrs.is_empty()
        };
        let names_itself = || mention(subject.body.tokens.clone(), &subject.plain_name(), Sense::Any).is_some();
        let asks = |expr: &Expr| {
            let tokens = expr.to_token_stream();
            subject.args.iter().any(|arg| mention(tokens.clone(), &arg.name.to_string(), Sense::Variable).is_some())
        };
        subject.flow == Flow::Async
            && command.handle().is_some()
            && subject.sig.generics.params.is_empty()
            && matches!(subject.sig.safety, syn::Safety::Default)
            && subject.args.iter().all(owns)
            && !names_itself()
            && !self.ttl_of.as_ref().is_some_and(asks)
    }
}

/// The `T` of what is called a `Result<T, ..>`.
fn result_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(value) => Some(value),
        _ => None,
    }
}

/// Instances of a generic function are told apart by the types of the key and of the value.
fn instances(cache: &Cache, subject: &Subject, errors: &mut Errors) {
    let returned = subject.returns.written().unwrap_or_default();
    let seen = |name: &str| {
        let in_key = |arg: &Arg| {
            cache.key.is_none() && arg.is_visible() && mention(arg.ty.to_token_stream(), name, Sense::Any).is_some()
        };
        mention(returned.clone(), name, Sense::Any).is_some() || subject.args.iter().any(in_key)
    };
    for param in &subject.sig.generics.params {
        let ident = match param {
            GenericParam::Type(param) => &param.ident,
            GenericParam::Const(param) => &param.ident,
            GenericParam::Lifetime(_) => continue,
        };
        if !seen(&ident.to_string()) {
            let message = "instances that differ in this alone would have each other's values: use it in the type of an argument that is part of \
                           the key, or of what is returned, or remove `cache`";
            errors.at(ident, message);
        }
    }
}

const NOTHING: &str = "a function that returns nothing has nothing to keep: remove `cache`";

/// Whether that is a type of the standard library, going by its name, which has what it holds.
fn is_of_std(ty: &Type) -> bool {
    const HOLDERS: [&str; 6] = ["Arc", "Box", "Cow", "Option", "Rc", "Vec"];
    match bare(ty) {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| HOLDERS.iter().any(|word| last.ident == word)),
        _ => false,
    }
}

/// Rules between a cache and the function that it is for.
pub(super) fn check(guard: &Guard, subject: &Subject, errors: &mut Errors) {
    let Some(key) = guard.key("cache") else { return };
    if !cfg!(feature = "cache") {
        errors.at(key, "`cache` needs the feature `cache` of dyno-runtime: turn it on");
        return;
    }
    let Some(cache) = &guard.cache else { return };
    match &subject.returns {
        Returns::Opaque(span) => {
            errors.push(syn::Error::new(
                *span,
                "what is kept in a cache needs a type that has a name: return that, or box it",
            ));
        }
        Returns::Nothing(span) => errors.push(syn::Error::new(*span, NOTHING)),
        Returns::Type(ty) if subject.returns.never_a_result() == Some("nothing") => errors.at(ty, NOTHING),
        Returns::Type(ty) => {
            // Under any other name it might be an error that borrows.
            let value = result_of(ty).unwrap_or(ty);
            let is_known = !matches!(bare(value), Type::Path(_)) || result_of(ty).is_some() || is_of_std(value);
            if let (true, Some(borrow)) = (is_known, borrow_inside(value.to_token_stream())) {
                let message = "what is kept in a cache outlives the call, and this borrows: return an owned value, such as a `String` or an `Arc`";
                errors.push(syn::Error::new(borrow, message));
            }
        }
    }
    instances(cache, subject, errors);
    let has_no_handle = matches!(guard.handle, Some(Handle::Off)) || subject.is_associated();
    if let (Some((_, key)), false) = (&cache.shared, has_no_handle) {
        let message = "`shared` says whether the objects of a type have the same values, and this function belongs to none: remove it, or write \
                       `handle = false` where it stands in an impl";
        errors.at(key, message);
    }
    if let Some(expr) = &cache.key {
        super::rate_limit::check_key(expr, subject, errors);
        return;
    }
    let is_shared = matches!(cache.shared, Some((true, _)));
    if let (Some(receiver), false) = (subject.receiver(), is_shared) {
        let message = "the values of which object are kept is not said: write `key = (self.tenant, id)` with what tells objects apart, or \
                       `shared = true` where all of them have the same";
        errors.at(receiver.self_token, message);
    }
    if has_no_handle && subject.receiver().is_none() && !is_shared {
        let message = "the values of which type are kept is not said, and where the impl is generic, or stands in a trait, there are many: write \
                       `shared = true` where all of them have the same, or `key = ..` with what tells them apart";
        errors.at(key, message);
    }
    for arg in subject.args.iter().filter(|arg| arg.passing == Passing::Exclusive) {
        let message = "what the function changes is not changed when the value is there already: take this by value, or leave it out of the \
                       key with `key = ..`";
        errors.at(&arg.ty, message);
    }
    for arg in subject.args.iter().filter(|arg| arg.passing != Passing::Exclusive) {
        let ty = match bare(&arg.ty) {
            Type::Reference(reference) => &reference.elem,
            ty => ty,
        };
        // What is behind a trait has lifetimes that `#[async_trait]` writes, and says nothing of what it borrows.
        let is_behind = |word| mention(ty.to_token_stream(), word, Sense::Any).is_some();
        if is_behind("impl") || is_behind("dyn") {
            continue;
        }
        if let Some(borrow) = borrow_inside(ty.to_token_stream()) {
            let message = "a key is kept longer than the call, and this borrows: take an owned value, or a reference to one, or write `key = ..` \
                           with what owns itself";
            errors.push(syn::Error::new(borrow, message));
        }
    }
    for arg in &subject.args {
        let conditional = |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        if let Some(attr) = arg.attrs.iter().find(conditional) {
            errors.at(attr, "an argument that may be missing cannot be part of the key: write `key = ..`");
        }
    }
    let parts: usize = Cache::arguments(subject).iter().map(|(_, names)| names.len()).sum();
    if parts > 8 {
        errors.at(key, "a key has eight arguments at most: write `key = ..` with what tells the values apart");
    }
}
