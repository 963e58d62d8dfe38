//! The annotated function and what its signature tells.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericArgument, PathArguments, PathSegment, Receiver, ReceiverKind, ReturnType, Safety,
    Signature, Type, TypeReference, Visibility,
};

use crate::names::PLAIN_RETURN;
use crate::parse::{Body, Function, Sense, Stray, assigns, function, mention};

use super::arg::{Arg, Passing};
use super::asked::Origin;
use super::errors::Errors;
use super::flow::{Flow, Spelled, is_another_future};
use super::inject::{self, Injected};
use super::returns::{Returns, bare};

/// The annotated function.
pub(crate) struct Subject {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// Without what is injected.
    pub(crate) sig: Signature,
    /// With it.
    pub(crate) whole: Signature,
    pub(crate) body: Body,
    /// Those of the signature in their order, then those that are injected.
    pub(crate) args: Vec<Arg>,
    pub(crate) flow: Flow,
    /// What it returns, or what the future yields that it hands out.
    pub(crate) returns: Returns,
    /// Whether the fallback or another attempt needs `self` again.
    pub(crate) needs_self: bool,
    /// Whether the body may run again.
    pub(crate) is_repeated: bool,
}

impl Subject {
    /// Reads the item under an attribute; `None` when nothing can be made of it.
    pub(super) fn read(item: TokenStream, origin: Origin, errors: &mut Errors) -> Option<Self> {
        let Function { attrs, vis, mut sig, body } = match function(item) {
            Ok(function) => function,
            Err(Stray::Syntax(error)) => {
                errors.push(error);
                return None;
            }
            Err(Stray::Item(word)) => {
                errors.at(&word, not_a_function(origin, &word));
                return None;
            }
        };
        let Some(mut body) = body else {
            let message = "there is no body to guard: annotate the methods of the impls, or give this one a body";
            errors.at(&sig.ident, message);
            return None;
        };
        sig.ident = of_any_edition(&sig.ident);
        let spelled = Spelled::read(&sig.output).filter(|_| sig.asyncness.is_none());
        let flow = Flow::of(&sig, spelled.as_ref(), &mut body);
        let mut whole = sig.clone();
        let injected = inject::taken(&mut sig, errors);
        inject::strip(&mut whole);
        let typed = |(index, input): (usize, &FnArg)| match input {
            FnArg::Typed(arg) => Some(Arg::new(index, arg, flow)),
            FnArg::Receiver(_) => None,
        };
        let visible: Vec<_> = sig.inputs.iter().enumerate().filter_map(typed).collect();
        let count = sig.inputs.len();
        let injected = injected.into_iter().enumerate();
        let injected = injected.map(|(index, (arg, said))| Arg::injected(count + index, &arg, flow, said));
        let args = visible.into_iter().chain(injected).collect();
        let returns = Returns::of(&sig.output, spelled.as_ref(), sig.paren_token.span.join());
        Some(Self { attrs, vis, sig, whole, body, args, flow, returns, needs_self: false, is_repeated: false })
    }

    /// Whether it answers later.
    pub(crate) fn is_async(&self) -> bool {
        self.flow != Flow::Sync
    }

    /// Whether the body may only have `&mut self` for a while, because the fallback or another attempt needs it again.
    pub(crate) fn lends_self(&self) -> bool {
        self.needs_self && self.self_passing() == Some(Passing::Exclusive)
    }

    /// Whether the body has `self` under another name, because it gets one for each attempt, or one that it may move.
    pub(crate) fn renames_self(&self) -> bool {
        let is_cloned = self.is_repeated && self.self_passing() == Some(Passing::Owned);
        is_cloned || self.lends_self()
    }

    /// Whether the body has a `mut self` of its own, under another name: one that it assigns to. Of what is captured rustc would say that this is never
    /// read, and of a `self` it does not.
    pub(crate) fn assigns_self(&self) -> bool {
        let is_mut = self.receiver().is_some_and(|receiver| receiver.mutability.is_some());
        let is_of_body = !self.is_repeated && !matches!(self.flow, Flow::Future(_));
        is_mut && is_of_body && self.self_passing() == Some(Passing::Owned) && assigns(self.body.tokens.clone(), "self")
    }

    /// What is injected.
    pub(crate) fn injected(&self) -> impl Iterator<Item = (&Arg, &Injected)> {
        self.args.iter().filter_map(|arg| Some((arg, arg.injected.as_ref()?)))
    }

    /// Whether a type can be named beside the function.
    pub(crate) fn is_known_outside(&self, ty: &Type) -> bool {
        inject::is_known_outside(ty, &self.sig, self.is_associated())
    }

    pub(crate) fn receiver(&self) -> Option<&Receiver> {
        self.sig.receiver()
    }

    /// How `self` is passed.
    pub(crate) fn self_passing(&self) -> Option<Passing> {
        let of = |receiver: &Receiver| match &receiver.kind {
            ReceiverKind::Reference(_, _, Some(_)) => Passing::Exclusive,
            ReceiverKind::Reference(..) => Passing::Shared,
            ReceiverKind::Typed(_, ty) => Passing::of(ty),
            _ => Passing::Owned,
        };
        self.receiver().map(of)
    }

    /// Whether a type is one of its parameters, or `impl Trait`, which is one without a name.
    pub(crate) fn is_parameter(&self, ty: &Type) -> bool {
        match bare(ty) {
            Type::ImplTrait(_) => true,
            Type::Path(path) => {
                let mut params = self.sig.generics.type_params();
                path.path.get_ident().is_some_and(|name| params.any(|param| param.ident == *name))
            }
            _ => false,
        }
    }

    /// Whether it stands in an impl or a trait, where no module can stand beside it.
    pub(crate) fn is_associated(&self) -> bool {
        self.receiver().is_some()
            || mention(self.sig.to_token_stream(), "Self", Sense::Type).is_some()
            || self.is_async_trait()
    }

    /// Whether `#[async_trait]` made a plain function of it before we saw it.
    pub(super) fn is_async_trait(&self) -> bool {
        self.sig.generics.lifetimes().any(|param| param.lifetime.ident == "async_trait")
    }

    /// Whether an attribute below may look at the names of the arguments, as `#[tracing::instrument]` does.
    pub(super) fn is_read_below(&self) -> bool {
        const SILENT: [&str; 11] =
            ["allow", "cfg", "cold", "deny", "deprecated", "doc", "expect", "forbid", "inline", "must_use", "warn"];
        !self.attrs.iter().all(|attr| SILENT.iter().any(|word| attr.path().is_ident(word)))
    }

    /// Whether a call can be made before it begins.
    pub(crate) fn is_prepared(&self) -> bool {
        // What is unsafe to call is called by whoever knows why, and an argument that may not be there cannot be handed on.
        let is_unsafe = matches!(self.sig.safety, Safety::Unsafe(_));
        self.gives_back() && !is_unsafe && self.args.iter().all(|arg| arg.conditions().next().is_none())
    }

    /// Whether it gives back what it is called for: not if that is a mistake, which has been told, and not where another attribute runs the
    /// function to its end, as `#[tokio::main]` does.
    pub(crate) fn gives_back(&self) -> bool {
        let is_never = matches!(&self.sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)));
        let is_run = |attr: &Attribute| attr.path().segments.last().is_some_and(|last| last.ident == "main");
        !is_never && !self.attrs.iter().any(is_run)
    }

    /// Whether the body only borrows what the fallback needs again.
    pub(crate) fn lends(&self) -> bool {
        self.lends_self() || self.args.iter().any(Arg::is_lent)
    }

    /// Whether this is an expansion of ours: the first line of each imports this trait.
    pub(super) fn is_woven(&self) -> bool {
        mention(self.body.tokens.clone(), PLAIN_RETURN.last(), Sense::Any).is_some()
    }

    /// Whether the body runs a future to its end, as those do that `#[tokio::main]` has made.
    pub(super) fn blocks_on(&self) -> bool {
        mention(self.body.tokens.clone(), "block_on", Sense::Any).is_some()
    }

    /// The function's name without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        self.sig.ident.unraw().to_string()
    }

    /// Whether rustc refuses the signature by itself: something has no size, as where a `&` was forgotten, or is left to be inferred.
    pub(crate) fn is_refused(&self) -> bool {
        let returned = match &self.sig.output {
            ReturnType::Type(_, ty) => Some(&**ty),
            ReturnType::Default => None,
        };
        // What another `Result` than that of the prelude holds, or what has an alias, may well have no size.
        self.args.iter().map(|arg| &arg.ty).chain(returned).any(has_no_size) || returned.is_some_and(is_inferred)
    }

    /// Rules for every function, whatever is asked of it.
    pub(super) fn check(&self, errors: &mut Errors) {
        if let Some(constness) = &self.sig.constness {
            errors.at(constness, "a `const fn` cannot be guarded: remove `const`, or guard its caller");
        }
        if let Some(variadic) = &self.sig.variadic {
            errors.at(variadic, "a variadic function cannot be guarded: guard a function that calls it");
        }
        let ReturnType::Type(_, output) = &self.sig.output else { return };
        if matches!(bare(output), Type::Never(_)) {
            errors.at(output, "a function that never returns has no outcome to see: guard what it calls");
        }
        if self.hides_a_future() {
            let message = "only the making of this future would be guarded: return `impl Future` or `Pin<Box<dyn Future>>`, or \
                           write `async fn` and return what the future yields";
            errors.at(output, message);
        }
        self.check_borrows(errors);
    }

    /// An `#[inject]` above a function says that some of its parameters are.
    pub(super) fn check_injects(&self, at: Span, errors: &mut Errors) {
        let inject = Origin::Inject.word();
        if mention(self.whole.inputs.to_token_stream(), inject, Sense::Any).is_none()
            && self.injected().next().is_none()
        {
            let message = "nothing is injected here: mark the parameters that are `#[inject]`, or remove this";
            errors.push(syn::Error::new(at, message));
        }
    }

    /// Whether it returns a future that cannot be guarded.
    pub(super) fn hides_a_future(&self) -> bool {
        match &self.sig.output {
            ReturnType::Type(_, output) => self.flow == Flow::Sync && is_another_future(output),
            ReturnType::Default => false,
        }
    }

    /// A guarded future begins when it is first polled, and until then holds what it was given.
    fn check_borrows(&self, errors: &mut Errors) {
        let Some(Spelled { owned: Some(object), .. }) = Spelled::read(&self.sig.output) else { return };
        let elided = |reference: &TypeReference| reference.lifetime.as_ref().is_none_or(|life| life.ident != "static");
        let borrows = |input: &FnArg| match input {
            FnArg::Receiver(receiver) => matches!(receiver.kind, ReceiverKind::Reference(..)),
            FnArg::Typed(arg) => matches!(bare(&arg.ty), Type::Reference(reference) if elided(reference)),
        };
        if self.sig.asyncness.is_none() && self.sig.inputs.iter().any(borrows) {
            let message = "a guarded future begins when it is first awaited, and holds its arguments until then: add `+ '_` here, \
                           or take owned arguments";
            errors.at(object, message);
        }
    }
}

fn has_no_size(ty: &Type) -> bool {
    match bare(ty) {
        Type::Infer(_) | Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    }
}

/// Whether something of a type is left to be inferred, which no signature may.
fn is_inferred(ty: &Type) -> bool {
    let is_in = |segment: &PathSegment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Type(ty) if is_inferred(ty)))
        }
        _ => false,
    };
    match bare(ty) {
        Type::Infer(_) => true,
        Type::Path(path) => path.path.segments.iter().any(is_in),
        _ => false,
    }
}

/// `gen` is just a name where the edition is an older one than ours.
pub(crate) fn of_any_edition(word: &Ident) -> Ident {
    if word == "gen" { Ident::new_raw("gen", word.span()) } else { word.clone() }
}

fn not_a_function(origin: Origin, word: &TokenTree) -> String {
    let title = origin.title();
    match &*word.to_string() {
        found @ ("impl" | "trait" | "mod") => {
            format!(
                "{title} goes on a function, and this is {} `{found}`: annotate the functions inside of it",
                article(found)
            )
        }
        found @ ("struct" | "enum" | "union" | "type" | "static" | "const" | "use" | "let" | "macro_rules") => {
            format!("{title} goes on a function, and this is {} `{found}`", article(found))
        }
        _ => format!("{title} goes on a function"),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}
