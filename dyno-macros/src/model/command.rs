//! A function with `#[command]` on it, or with others of ours.

use proc_macro2::Ident;
use syn::Expr;
use syn::ext::IdentExt;

use crate::parse::{mark, told_apart};

use super::arg::{Arg, Need, Passing};
use super::asked::Origin;
use super::errors::{Errors, Mistaken};
use super::fallback::Fallback;
use super::free::free;
use super::given::gather_all;
use super::guard::Guard;
use super::handle::Handle;
use super::read::Reader;
use super::returns::is_primitive_name;
use super::rules;
use super::scope::Scope;
use super::stack::Stack;
use super::subject::Subject;

/// A guarded function, free of mistakes.
pub(crate) struct Command {
    pub(crate) subject: Subject,
    pub(crate) guard: Guard,
    /// Tells it from others of its name.
    pub(crate) mark: u32,
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
    /// Reads attributes and item, or says everything that is wrong with them.
    pub(crate) fn read(stack: Stack) -> Result<Self, Mistaken<Self>> {
        let mut errors = Errors::default();
        let item = stack.whole_item();
        let mark = told_apart(mark(stack.given.iter().map(|given| &given.tokens).chain([&item])));
        let Some(last) = stack.given.last() else { return errors.finish(None) };
        let (origin, span) = (last.origin, last.span);
        let subject = Subject::read(item, origin, &mut errors);
        if subject.as_ref().is_some_and(Subject::is_woven) {
            let message = "this function is guarded already, by an attribute of dyno that has another name here: \
                           import them under their own names, by which they find each other";
            errors.push(syn::Error::new(span, message));
            return errors.finish(None);
        }
        let scope = subject.as_ref().map(|subject| Scope::of(&subject.whole)).unwrap_or_default();
        if let (Some(subject), Some(inject)) =
            (&subject, stack.given.iter().find(|given| given.origin == Origin::Inject))
        {
            subject.check_injects(inject.span, &mut errors);
        }
        let is_service = stack.given.iter().any(|given| given.origin == Origin::Service);
        let asked = gather_all(stack.given, &mut errors);
        let guard = Guard::read(asked, is_service, &mut Reader { errors: &mut errors, scope: &scope });
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
            None if self.guard.can_refuse() || self.guard.cache.is_some() => Ending::Carried,
            None => Ending::Watched,
        }
    }

    /// Whether its body runs on a pool: one that was asked for, or the one of its group, so that its caller can leave it in time.
    pub(crate) fn is_apart(&self) -> bool {
        self.guard.is_apart(&self.subject)
    }

    /// Whether the call is made in the handle, so that it can be prepared there as well.
    pub(crate) fn is_forwarded(&self) -> bool {
        self.is_apart() && self.handle().is_some() && self.subject.is_prepared()
    }

    /// Whether a call is its awaited body and what watches that, behind filters: so it may stand twice, for there may be none.
    pub(crate) fn is_body_behind_filters(&self) -> bool {
        let Self { subject, guard, .. } = self;
        let asks = guard.questions().next().is_some() || subject.injected().next().is_some();
        let does_more = guard.retry.is_some() || guard.cache.is_some() || guard.harness.is_some();
        let is_watched = matches!(self.ending(), Ending::Watched) && !asks && !does_more;
        guard.aspect.is_some() && subject.is_async() && is_watched
    }

    /// The name of the handle that stands beside the function, if there is one.
    pub(crate) fn handle(&self) -> Option<&Ident> {
        if self.subject.is_associated() {
            return None;
        }
        match &self.guard.handle {
            Some(Handle::Off) => None,
            Some(Handle::Named(name)) => Some(name),
            // What would hide a type is a mistake that has been told.
            Some(Handle::On) | None => {
                Some(&self.subject.sig.ident).filter(|_| !is_primitive_name(&self.subject.plain_name()))
            }
        }
    }

    /// Marks what the key is made of, and what is needed again: everything for another attempt and for a path as a fallback, what it mentions for a closure.
    fn with_needs(mut self) -> Self {
        if self.guard.retry.is_some() {
            self.subject.is_repeated = true;
            self.needs_everything();
        }
        for key in self.guard.keys().chain(self.guard.questions()) {
            self.subject.args.iter_mut().for_each(|arg| arg.mark_key(|name| free(key, name).is_some()));
        }
        if self.guard.asks_of_lent(&self.subject) {
            self.needs_lent();
        }
        if let Some(cache) = &self.guard.cache {
            for arg in &mut self.subject.args {
                match &cache.key {
                    Some(key) => arg.mark_key(|name| free(key, name).is_some()),
                    None => arg.is_used |= arg.is_visible() && !arg.is_ignored(),
                }
            }
        }
        // Other bodies are dropped elsewhere: by an attempt, or by whoever makes a value.
        let is_apart = self.is_apart();
        let runs_once = !self.subject.is_repeated && (self.guard.cache.is_none() || is_apart);
        let is_read = self.subject.is_read_below() && self.guard.aspect.is_none() && !self.is_forwarded();
        if runs_once && !is_read {
            self.subject.args.iter_mut().for_each(Arg::mark_whole);
        }
        match &self.guard.fallback {
            None | Some(Fallback::Literal(_)) => {}
            Some(Fallback::Path(_)) => {
                self.needs_all_arguments();
                self.subject.args.iter_mut().for_each(|arg| arg.is_used |= arg.is_visible());
            }
            Some(Fallback::Closure(closure)) => {
                let mentions = |name: &str| closure.mentions(name);
                self.subject.needs_self |= self.subject.receiver().is_some() && mentions("self");
                self.subject.args.iter_mut().for_each(|arg| arg.mark(mentions));
            }
        }
        if self.guard.cache.as_ref().is_some_and(|cache| cache.is_detached(&self)) {
            self.subject.args.iter_mut().for_each(Arg::mark_held);
        }
        if let (Some(cache), true, false) = (&self.guard.cache, runs_once, is_read) {
            let elsewhere: Vec<&Expr> = self.guard.keys().chain(self.guard.questions()).chain(&cache.ttl_of).collect();
            let mentions = |name: &str| elsewhere.iter().any(|expr| free(expr, name).is_some());
            let key_mentions = |name: &str| cache.key.iter().any(|key| free(key, name).is_some());
            self.subject.args.iter_mut().for_each(|arg| arg.mark_made(mentions, key_mentions));
        }
        let goes_on = is_apart || (self.subject.is_async() && self.guard.aspect.is_some());
        if goes_on && !is_read {
            self.subject.args.iter_mut().for_each(Arg::mark_of_call);
        }
        self
    }

    /// Another attempt does.
    fn needs_everything(&mut self) {
        self.subject.needs_self = self.subject.receiver().is_some();
        self.subject.args.iter_mut().filter(|arg| !arg.is_ignored()).for_each(|arg| arg.need = Need::Value);
    }

    /// What is asked of an attempt does, once the body has given it back.
    fn needs_lent(&mut self) {
        let Self { subject, guard, .. } = self;
        subject.needs_self |= subject.self_passing() == Some(Passing::Exclusive) && guard.asks_about("self");
        let lent = subject.args.iter_mut().filter(|arg| arg.passing == Passing::Exclusive && arg.pattern.is_none());
        lent.filter(|arg| guard.asks_about(&arg.name.unraw().to_string())).for_each(|arg| arg.need = Need::Value);
    }

    /// Whoever is called as the function is does: what is injected is not among them.
    fn needs_all_arguments(&mut self) {
        self.subject.needs_self = self.subject.receiver().is_some();
        self.subject.args.iter_mut().filter(|arg| arg.is_visible()).for_each(|arg| arg.need = Need::Value);
    }
}
