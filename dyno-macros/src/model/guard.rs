//! The options of a command, each read and checked by itself.

use std::time::Duration;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Ident};

use crate::names::Root;
use crate::parse::{Form, Opt};

use super::asked::{Asked, Origin, gather};
use super::aspect;
use super::breaker;
use super::bulkhead;
use super::cache::{self, Cache};
use super::fallback::{self, Fallback};
use super::free::free;
use super::fuse;
use super::handle::{self, Handle};
use super::harness::{self, Harness};
use super::policy::Policy;
use super::pool;
use super::rate_limit;
use super::read::{Reader, Rule, Setting, slips};
use super::retry::{self, Retry};
use super::service::{self, Service};
use super::subject::Subject;

/// What a function is guarded by.
#[derive(Default)]
pub(crate) struct Guard {
    pub(crate) name: Option<Expr>,
    pub(crate) group: Option<Expr>,
    pub(crate) timeout: Option<Setting<Duration>>,
    pub(crate) attempt_timeout: Option<Setting<Duration>>,
    pub(crate) exact_latency: Option<Setting<bool>>,
    pub(crate) aspect: Option<Policy>,
    pub(crate) fuse: Option<Policy>,
    /// By what the fuse chooses who may pass.
    pub(crate) fuse_by: Option<Expr>,
    pub(crate) harness: Option<Harness>,
    /// Whether it is a node of the ambient timer.
    pub(crate) timed: bool,
    pub(crate) breaker: Option<Policy>,
    pub(crate) bulkhead: Option<Policy>,
    pub(crate) cache: Option<Cache>,
    pub(crate) pool: Option<Policy>,
    pub(crate) retry: Option<Retry>,
    pub(crate) rate_limit: Option<Policy>,
    /// Whose bucket of the rate limit each call takes of.
    pub(crate) by: Option<Expr>,
    pub(crate) fallback: Option<Fallback>,
    pub(crate) failure_if: Option<Expr>,
    pub(crate) ignore: Option<Expr>,
    pub(crate) handle: Option<Handle>,
    /// Whether it builds a service, and which.
    pub(crate) service: Option<Service>,
    pub(crate) root: Root,
    /// Where each option stands, for what they must not be together.
    written: Vec<(Ident, TokenStream)>,
}

const LIMIT: Rule = Rule { off: true, zero: "no call could end in time; write `off` for no limit" };

impl Guard {
    /// Reads every option, and goes on after a mistake.
    pub(super) fn read(asked: Vec<Asked>, is_service: bool, reader: &mut Reader<'_>) -> Self {
        let mut guard = Self { service: is_service.then(Service::default), ..Self::default() };
        let (slips, told) =
            (asked.iter().flat_map(|asked| slips(&asked.opt)).collect::<Vec<_>>(), reader.errors.count());
        for asked in asked {
            let opt = &asked.opt;
            guard.written.push((opt.key.clone(), value_of(opt)));
            let key = opt.key.to_string();
            if let Some(service) = guard.service.as_mut().filter(|_| service::OWN.contains(&&*key)) {
                service.read(opt, reader);
                continue;
            }
            match &*key {
                "timeout" => guard.timeout = reader.duration(opt, LIMIT),
                "attempt_timeout" => guard.attempt_timeout = reader.duration(opt, LIMIT),
                "exact_latency" => guard.exact_latency = reader.flag(opt),
                "aspect" => guard.aspect = aspect::read(asked, reader),
                "fuse" => (guard.fuse, guard.fuse_by) = fuse::read(asked, reader),
                "harness" => guard.harness = harness::read(asked, reader),
                "timed" => guard.timed = timed(asked, reader),
                "breaker" => guard.breaker = breaker::read(asked, reader),
                "bulkhead" => guard.bulkhead = bulkhead::read(asked, reader),
                "cache" => guard.cache = cache::read(asked, reader),
                "pool" => guard.pool = pool::read(asked, reader),
                "retry" => guard.retry = retry::read(asked, reader),
                "rate_limit" => (guard.rate_limit, guard.by) = rate_limit::read(asked, reader),
                "fallback" => guard.fallback = fallback::read(opt, reader),
                "failure_if" => guard.failure_if = reader.question(opt, "|returned: &Returned| .."),
                "ignore" => guard.ignore = reader.question(opt, "|error: &Error| .."),
                "name" => guard.name = reader.text(opt),
                "group" => guard.group = reader.text(opt),
                "handle" => guard.handle = handle::read(opt, reader),
                _ => guard.root = reader.root(opt).unwrap_or_default(),
            }
        }
        // What is wrong with a whole value is worded by whoever reads that.
        if reader.errors.count() == told {
            for slip in slips {
                reader.errors.push(slip);
            }
        }
        guard
    }

    /// Whether anything may reject or cut off a call, now or after a change of settings.
    pub(crate) fn can_refuse(&self) -> bool {
        let policies = [&self.fuse, &self.breaker, &self.bulkhead, &self.pool, &self.rate_limit];
        self.has_limit() || policies.into_iter().any(Option::is_some)
    }

    /// What is asked for by a key, and is made of the arguments before the body has them.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Expr> {
        self.by.iter().chain(&self.fuse_by)
    }

    /// What is asked of each attempt once the body has ended.
    pub(crate) fn questions(&self) -> impl Iterator<Item = &Expr> {
        self.ignore.iter().chain(&self.failure_if)
    }

    /// Whether what is asked of an attempt is about a variable of that name.
    pub(crate) fn asks_about(&self, name: &str) -> bool {
        self.questions().any(|question| free(question, name).is_some())
    }

    /// Whether that may be about what the body was lent with `&mut`: it is where the body has ended before the question is made.
    pub(super) fn asks_of_lent(&self, subject: &Subject) -> bool {
        !subject.is_async() && self.cache.is_none() && !self.is_apart(subject)
    }

    /// Whether it has a time limit, or may have one after a change of settings.
    pub(crate) fn has_limit(&self) -> bool {
        self.timeout.is_some() || self.attempt_timeout.is_some()
    }

    /// Whether the body of the function runs on a pool: one that was asked for, or the one of its group, so that its caller can leave it in time.
    pub(super) fn is_apart(&self, subject: &Subject) -> bool {
        !subject.is_async() && (self.pool.is_some() || self.has_limit())
    }

    /// Whether it has a retry that is set to make no other attempt.
    pub(super) fn attempts_once(&self) -> bool {
        self.retry.as_ref().is_some_and(|retry| retry.policy.declares_one("n"))
    }

    /// Whether an option was written, right or wrong.
    pub(crate) fn asks_for(&self, name: &str) -> bool {
        self.key(name).is_some()
    }

    /// The key of an option, if it was written.
    pub(super) fn key(&self, name: &str) -> Option<&Ident> {
        self.written.iter().find(|(key, _)| key == name).map(|(key, _)| key)
    }

    /// The value of an option, if it was written; its key where it has none.
    pub(super) fn value(&self, name: &str) -> Option<&TokenStream> {
        self.written.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// Whether it is asked for: nothing stands in its brackets.
fn timed(Asked { opt, .. }: Asked, reader: &mut Reader<'_>) -> bool {
    if let Form::List(entries) = opt.form {
        gather(&mut Vec::new(), Origin::Timed, entries, reader.errors);
    }
    true
}

fn value_of(opt: &Opt) -> TokenStream {
    match &opt.form {
        Form::Value(value) => value.to_token_stream(),
        Form::Bare | Form::List(_) => opt.key.to_token_stream(),
    }
}
