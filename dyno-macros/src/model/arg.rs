//! One argument of the function.

use proc_macro2::{Ident, Span};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Attribute, Pat, PatIdent, PatType, Token, Type};

use super::flow::Flow;
use super::inject::Injected;
use super::returns::bare;

/// An argument.
pub(crate) struct Arg {
    pub(crate) attrs: Vec<Attribute>,
    /// What it is called: its own name, or a hidden one where it is a pattern.
    pub(crate) name: Ident,
    pub(crate) mutability: Option<Token![mut]>,
    /// The pattern, unless it is only a name.
    pub(crate) pattern: Option<Pat>,
    pub(crate) ty: Type,
    pub(crate) passing: Passing,
    pub(crate) need: Need,
    /// Whether the fallback has it, or the key of a rate limit or a cache is made of it: then it is used, whatever the body does.
    pub(crate) is_used: bool,
    /// What the fallback needs of a pattern that the signature keeps: these are cloned, and not the whole argument.
    pub(crate) parts: Vec<Ident>,
    /// Why the signature names it as a whole although nothing needs it again.
    whole: Option<Whole>,
    /// What is said of it, if it is injected: then the signature does not have it.
    pub(crate) injected: Option<Injected>,
    /// Whether the body owns it from the start to the end. That of a future that is handed out has what it mentions.
    is_of_body: bool,
}

/// How an argument is passed, as far as its type is spelled out.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Passing {
    /// `&T`: it can be used again as it is.
    Shared,
    /// `&mut T`: it is lent to the body and used again afterwards.
    Exclusive,
    /// Everything else: it is cloned where it is needed again.
    Owned,
}

/// Why the signature names an argument that has a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    /// It is handed on to a making that is a task of its own.
    Held,
    /// The body also owns what the pattern leaves in place, so that this is dropped in the order of a plain function.
    Owned,
    /// The call owns it and takes it apart, because it goes on when the function that was given it has returned.
    OfCall,
}

/// What the fallback needs of an argument.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Need {
    Nothing,
    /// A path is called with it.
    Value,
    /// A closure sees it by name, and may change it where it is `mut`.
    Variable,
}

impl Arg {
    /// Takes the argument at `index`.
    pub(super) fn new(index: usize, arg: &PatType, flow: Flow) -> Self {
        let hidden = || format_ident!("__arg{index}", span = Span::mixed_site());
        let (name, mutability, pattern) = match &*arg.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() && pat.attrs.is_empty() => {
                (pat.ident.clone(), pat.mutability, None)
            }
            pattern => (hidden(), None, Some(pattern.clone())),
        };
        Self {
            attrs: arg.attrs.clone(),
            name,
            mutability,
            pattern,
            ty: (*arg.ty).clone(),
            passing: Passing::of(&arg.ty),
            need: Need::Nothing,
            is_used: false,
            parts: Vec::new(),
            whole: None,
            injected: None,
            is_of_body: !matches!(flow, Flow::Future(_)),
        }
    }

    /// Takes one that is injected.
    pub(super) fn injected(index: usize, arg: &PatType, flow: Flow, said: Injected) -> Self {
        Self { injected: Some(said), ..Self::new(index, arg, flow) }
    }

    /// Marks it if a key mentions it.
    pub(super) fn mark_key(&mut self, mentions: impl Fn(&str) -> bool) {
        let bound = self.pattern.iter().flat_map(bindings).map(|pat| pat.ident.unraw().to_string());
        self.is_used |= mentions(&self.name.unraw().to_string()) || bound.into_iter().any(|name| mentions(&name));
    }

    /// Has the body own all of it, unless a key is made of what the signature binds.
    pub(super) fn mark_whole(&mut self) {
        let leaves = self.pattern.as_ref().is_some_and(leaves_some);
        if leaves && self.passing == Passing::Owned && self.is_of_body && !self.is_used {
            self.whole = Some(Whole::Owned);
        }
    }

    /// Has the signature name it, so that it can be handed on.
    pub(super) fn mark_held(&mut self) {
        if self.pattern.is_some() && !self.is_hidden() {
            self.whole = Some(Whole::Held);
        }
    }

    /// Has the making own it as a whole, and the key made of it by reference, if nothing else mentions what its pattern binds, and the
    /// key only what is a reference anyhow.
    pub(super) fn mark_made(&mut self, mentions: impl Fn(&str) -> bool, key_mentions: impl Fn(&str) -> bool) {
        let is_ref = |pat: &PatIdent| pat.by_ref.is_some() && pat.mutability.is_none();
        let is_own = |pat: &PatIdent| {
            let name = pat.ident.unraw().to_string();
            pat.subpat.is_none() && !mentions(&name) && (is_ref(pat) || !key_mentions(&name))
        };
        let is_told = |pattern: &Pat| !has_reference(pattern) && bindings(pattern).into_iter().all(is_own);
        if self.pattern.as_ref().is_some_and(is_told) && self.passing == Passing::Owned && !self.is_needed() {
            self.mark_held();
        }
    }

    /// Has the call own what its signature would leave in place.
    pub(super) fn mark_of_call(&mut self) {
        let leaves = self.pattern.as_ref().is_some_and(leaves_some);
        if leaves && self.passing == Passing::Owned && self.is_of_body && !self.is_hidden() {
            self.whole = Some(Whole::OfCall);
        }
    }

    /// Marks what a closure mentions of it.
    pub(super) fn mark(&mut self, mentions: impl Fn(&str) -> bool) {
        let bound = match &self.pattern {
            Some(pattern) => bindings(pattern),
            None => Vec::new(),
        };
        let names =
            if self.pattern.is_some() { bound.iter().map(|pat| &pat.ident).collect() } else { vec![&self.name] };
        let mut mentioned: Vec<Ident> = Vec::new();
        for name in names {
            if mentions(&name.unraw().to_string()) && !mentioned.contains(name) {
                mentioned.push(name.clone());
            }
        }
        if mentioned.is_empty() {
            return;
        }
        // For another attempt it is needed as a whole.
        let is_whole = self.need == Need::Value;
        (self.need, self.is_used) = (Need::Variable, true);
        let is_by_value = |pat: &&PatIdent| pat.by_ref.is_none() && pat.mutability.is_none();
        if !is_whole && self.pattern.is_some() && self.passing == Passing::Owned && bound.iter().all(is_by_value) {
            self.parts = mentioned;
        }
    }

    /// Whether it is `_`, of which the body has nothing.
    pub(crate) fn is_ignored(&self) -> bool {
        matches!(self.pattern, Some(Pat::Wild(_)))
    }

    /// Whether the fallback needs it again.
    pub(crate) fn is_needed(&self) -> bool {
        self.need != Need::Nothing
    }

    /// What decides whether it is there at all.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
    }

    /// Whether the signature has it.
    pub(crate) fn is_visible(&self) -> bool {
        self.injected.is_none()
    }

    /// Whether it must be cloned before the body consumes it.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_needed() && self.passing == Passing::Owned && !self.is_ignored()
    }

    /// Whether it is handed on as a whole, to a making that is a task of its own.
    pub(crate) fn is_held(&self) -> bool {
        self.whole == Some(Whole::Held)
    }

    /// Whether the call takes it apart, before anything else.
    pub(crate) fn is_of_call(&self) -> bool {
        self.whole == Some(Whole::OfCall)
    }

    fn is_owned_whole(&self) -> bool {
        self.whole == Some(Whole::Owned)
    }

    /// Whether the signature must name it instead of taking it apart.
    pub(crate) fn is_hidden(&self) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| {
            // What is bound again in the body takes its `mut` there.
            let moves_mut = || bindings(pattern).iter().any(|pat| pat.mutability.is_some());
            // A future outlives what the signature would let it borrow.
            let borrows = || bindings(pattern).iter().any(|pat| pat.by_ref.is_some());
            self.is_held()
                || ((self.is_needed() || self.is_owned_whole()) && self.parts.is_empty())
                || (self.passing == Passing::Owned && if self.is_of_body { moves_mut() } else { borrows() })
        })
    }

    /// Whether it could be handed on as a whole although it has a pattern: what that binds by value is there by reference as well.
    pub(super) fn can_be_held(&self) -> bool {
        let is_plain = |pat: &PatIdent| pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
        let Some(pattern) = &self.pattern else { return true };
        let is_bound = bindings(pattern).into_iter().all(is_plain) && !has_reference(pattern);
        self.is_hidden() || (is_bound && !self.is_needed() && self.passing == Passing::Owned)
    }

    /// Whether its pattern has a `ref mut`.
    pub(crate) fn is_borrowed_mutably(&self) -> bool {
        let is_ref_mut = |pat: &&PatIdent| pat.by_ref.is_some() && pat.mutability.is_some();
        self.pattern.as_ref().is_some_and(|pattern| bindings(pattern).iter().any(is_ref_mut))
    }

    /// Whether only the fallback may change what the signature calls `mut`, because the body has one of its own.
    pub(crate) fn may_stay(&self) -> bool {
        let has_another = self.is_lent() || (!self.is_of_body && self.need == Need::Variable);
        self.mutability.is_some() && has_another
    }

    /// Whether the body must give it back, to the fallback or to another attempt.
    pub(crate) fn is_lent(&self) -> bool {
        self.is_needed() && self.passing == Passing::Exclusive
    }

    /// What it is called before its body has it: what goes to a thread with the body.
    pub(crate) fn crossing(&self) -> Vec<&Ident> {
        // What the signature calls `mut` the body changes, and what it borrows is not its own.
        let is_handed_on = |pat: &&PatIdent| pat.by_ref.is_none() && pat.mutability.is_none();
        match &self.pattern {
            Some(pattern) if !self.is_hidden() && !self.is_of_call() => {
                bindings(pattern).into_iter().filter(is_handed_on).map(|pat| &pat.ident).collect()
            }
            None if self.mutability.is_some() && matches!(self.bound_again(), Bound::Nothing) => Vec::new(),
            _ => vec![&self.name],
        }
    }

    /// What it is called where the body takes it: what is bound by value.
    pub(crate) fn owned(&self) -> Vec<&Ident> {
        let is_by_value = |pat: &&PatIdent| pat.by_ref.is_none();
        match &self.pattern {
            _ if self.passing != Passing::Owned || self.conditions().next().is_some() => Vec::new(),
            None => vec![&self.name],
            Some(_) if self.is_hidden() => Vec::new(),
            Some(pattern) => bindings(pattern).into_iter().filter(is_by_value).map(|pat| &pat.ident).collect(),
        }
    }

    /// What the body must bind again: what it owns, so that this is dropped after the body's locals and in the order of a
    /// plain function, and what the signature hides.
    pub(crate) fn bound_again(&self) -> Bound<'_> {
        match &self.pattern {
            Some(Pat::Wild(_)) if self.is_owned_whole() && !self.is_needed() => Bound::Whole,
            Some(Pat::Wild(_)) => Bound::Nothing,
            Some(pattern) if self.is_hidden() => Bound::Pattern(pattern),
            _ if self.passing != Passing::Owned || !self.is_of_body => Bound::Nothing,
            Some(pattern) => Bound::Names(bindings(pattern).into_iter().filter(|pat| pat.by_ref.is_none()).collect()),
            None => Bound::Whole,
        }
    }
}

/// What the body binds again of an argument.
pub(crate) enum Bound<'a> {
    Nothing,
    /// The argument, under its own name, or the hidden one where it has none.
    Whole,
    /// What the pattern in the signature has bound by value.
    Names(Vec<&'a PatIdent>),
    /// The pattern that the signature gave up.
    Pattern(&'a Pat),
}

impl Passing {
    /// Whether the call borrows it.
    pub(super) fn borrows(self) -> bool {
        self != Self::Owned
    }

    pub(super) fn of(ty: &Type) -> Self {
        match bare(ty) {
            Type::Reference(reference) if reference.mutability.is_some() => Self::Exclusive,
            Type::Reference(_) => Self::Shared,
            _ => Self::Owned,
        }
    }
}

/// Whether a pattern has a `&`, which does not fit what is there by reference.
fn has_reference(pattern: &Pat) -> bool {
    pattern.to_token_stream().to_string().contains('&')
}

/// Whether a pattern leaves something where it is, because nothing takes it.
fn leaves_some(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(pat) => pat.by_ref.is_some(),
        Pat::Paren(pat) => leaves_some(&pat.pat),
        Pat::Struct(pat) => pat.rest.is_some() || pat.fields.iter().any(|field| leaves_some(&field.pat)),
        Pat::Tuple(pat) => pat.elems.iter().any(leaves_some),
        Pat::TupleStruct(pat) => pat.elems.iter().any(leaves_some),
        Pat::Slice(pat) => pat.elems.iter().any(leaves_some),
        Pat::Type(pat) => leaves_some(&pat.pat),
        _ => true,
    }
}

/// What a pattern binds.
pub(super) fn bindings(pattern: &Pat) -> Vec<&PatIdent> {
    fn all<'a>(patterns: &mut dyn Iterator<Item = &'a Pat>) -> Vec<&'a PatIdent> {
        patterns.flat_map(bindings).collect()
    }
    match pattern {
        Pat::Ident(pat) => {
            let mut found = vec![pat];
            found.extend(pat.subpat.iter().flat_map(|(_, inner)| bindings(inner)));
            found
        }
        Pat::Or(pat) => all(&mut pat.cases.iter()),
        Pat::Paren(pat) => bindings(&pat.pat),
        Pat::Reference(pat) => bindings(&pat.pat),
        Pat::Slice(pat) => all(&mut pat.elems.iter()),
        Pat::Struct(pat) => all(&mut pat.fields.iter().map(|field| &*field.pat)),
        Pat::Tuple(pat) => all(&mut pat.elems.iter()),
        Pat::TupleStruct(pat) => all(&mut pat.elems.iter()),
        Pat::Type(pat) => bindings(&pat.pat),
        _ => Vec::new(),
    }
}
