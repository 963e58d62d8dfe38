//! A function with `#[command]` on it.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;

use crate::parse::{Sense, mark, mention, options};

use super::arg::{Need, bindings};
use super::asked::{Origin, gather};
use super::errors::{Errors, Mistaken};
use super::fallback::Fallback;
use super::guard::Guard;
use super::read::Reader;
use super::returns::is_primitive_name;
use super::rules;
use super::scope::Scope;
use super::subject::Subject;

/// A guarded function, free of mistakes.
pub(crate) struct Command {
    pub(crate) subject: Subject,
    pub(crate) guard: Guard,
    /// Tells it from others of its name.
    pub(crate) mark: String,
}

/// What becomes of a call that is not answered by the body.
pub(crate) enum Ending<'a> {
    /// There is no such call: the body is only watched.
    Watched,
    /// The return type carries dyno's error.
    Carried,
    /// The fallback answers.
    Answered(&'a Fallback),
}

impl Command {
    /// Reads attribute and item, or says everything that is wrong with them.
    pub(crate) fn read(attribute: TokenStream, item: TokenStream) -> Result<Self, Mistaken<Self>> {
        let mut errors = Errors::default();
        let mark = mark(&[&attribute, &item]);
        let subject = Subject::read(item, Origin::Command, &mut errors);
        let scope = subject.as_ref().map(|subject| Scope::of(&subject.sig)).unwrap_or_default();
        let mut asked = Vec::new();
        gather(&mut asked, Origin::Command, options(attribute), &mut errors);
        let guard = Guard::read(asked, &mut Reader { errors: &mut errors, scope: &scope });
        let command = subject.map(|subject| Self { subject, guard, mark }.with_needs());
        if let Some(Self { subject, guard, .. }) = &command {
            subject.check(&mut errors);
            rules::check(guard, subject, &mut errors);
        }
        errors.finish(command)
    }

    pub(crate) fn ending(&self) -> Ending<'_> {
        match &self.guard.fallback {
            Some(fallback) => Ending::Answered(fallback),
            None if self.guard.can_refuse() => Ending::Carried,
            None => Ending::Watched,
        }
    }

    /// Whether another attribute makes the same function a command and gives it its handle.
    pub(crate) fn is_second(&self) -> bool {
        self.subject.second_command().is_some()
    }

    /// Whether a handle stands beside the function.
    pub(crate) fn has_handle(&self) -> bool {
        let hides_a_type = is_primitive_name(&self.subject.plain_name());
        self.guard.handle != Some(false) && !self.subject.is_associated() && !hides_a_type
    }

    /// Marks what the fallback needs again: everything for a path, what it mentions for a closure.
    fn with_needs(mut self) -> Self {
        match &self.guard.fallback {
            None | Some(Fallback::Literal(_)) => {}
            Some(Fallback::Path(_)) => {
                self.subject.needs_self = self.subject.receiver().is_some();
                self.subject.args.iter_mut().for_each(|arg| arg.need = Need::Value);
            }
            Some(Fallback::Closure(closure)) => {
                let answer = closure.answer.to_token_stream();
                let mentions = |name: &str| mention(answer.clone(), name, Sense::Variable).is_some();
                self.subject.needs_self = self.subject.receiver().is_some() && mentions("self");
                for arg in &mut self.subject.args {
                    let is_mentioned = match &arg.pattern {
                        Some(pattern) => bindings(pattern).iter().any(|pat| mentions(&pat.ident.unraw().to_string())),
                        None => mentions(&arg.name.unraw().to_string()),
                    };
                    if is_mentioned {
                        arg.need = Need::Variable;
                    }
                }
            }
        }
        self
    }
}
