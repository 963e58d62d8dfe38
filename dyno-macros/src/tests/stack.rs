//! Stacked attributes, one expansion after the other.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::{Attribute, Meta};

use super::tokens;
use crate::model::{Origin, Stack};
use crate::{expand_ours, expand_whole};

/// Expands attributes from the top, as rustc does, until one is not ours.
pub(super) fn expand_all(written: &str) -> TokenStream {
    let mut left = tokens(written);
    for _ in 0..9 {
        let split =
            |input: syn::parse::ParseStream| Ok((input.call(Attribute::parse_outer)?, input.parse::<TokenStream>()?));
        let Ok((attrs, item)) = split.parse2(left.clone()) else { break };
        let Some((first, others)) = attrs.split_first() else { break };
        let mut rest: TokenStream = others.iter().map(ToTokens::to_token_stream).collect();
        rest.extend(item);
        let list = match &first.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        left = match &*first.path().segments.last().expect("a path has an end").ident.to_string() {
            "command" => expand_ours(Origin::Command, list, rest),
            "timeout" => expand_ours(Origin::Timeout, list, rest),
            "aspect" => expand_ours(Origin::Aspect, list, rest),
            "fuse" => expand_ours(Origin::Fuse, list, rest),
            "harness" => expand_ours(Origin::Harness, list, rest),
            "timed" => expand_ours(Origin::Timed, list, rest),
            "breaker" => expand_ours(Origin::Breaker, list, rest),
            "cache" => expand_ours(Origin::Cache, list, rest),
            "bulkhead" => expand_ours(Origin::Bulkhead, list, rest),
            "rate_limit" => expand_ours(Origin::RateLimit, list, rest),
            "fallback" => expand_ours(Origin::Fallback, list, rest),
            "service" => expand_ours(Origin::Service, list, rest),
            "gathered" => expand_whole(Stack::gathered(list, rest)),
            _ => break,
        };
    }
    left
}

const ITEM: &str = "async fn stock(sku: Sku) -> Result<u8, E> { f(sku) }";

#[test]
fn one_that_others_follow_hands_on_what_it_has() {
    for (attributes, handed_on) in [
        ("#[breaker]", "#[breaker] #[::dyno::__private::gathered(timeout(2s))]"),
        (
            "#[a::b] #[dyno::breaker(\"a\")]",
            "#[a::b] #[dyno::breaker(\"a\")] #[::dyno::__private::gathered(timeout(2s))]",
        ),
        (
            "#[command] #[::dyno::__private::gathered(fallback(| _ | f (1, 2)), breaker())]",
            "#[command] #[::dyno::__private::gathered(fallback(| _ | f (1, 2)), breaker(), timeout(2s))]",
        ),
        (
            "#[command] #[my::__private::gathered(breaker(crate = my))]",
            "#[command] #[my::__private::gathered(breaker(crate = my), timeout(2s))]",
        ),
        ("#[command(crate = my::dyno)]", "#[command(crate = my::dyno)] #[my::dyno::__private::gathered(timeout(2s))]"),
        (
            "#[cfg_attr(test, a, cfg_attr(any(a, b), breaker))]",
            "#[cfg_attr(test, a, cfg_attr(any(a, b), breaker))] #[::dyno::__private::gathered(timeout(2s))]",
        ),
    ] {
        let expanded = expand_ours(Origin::Timeout, tokens("2s"), tokens(&format!("{attributes} {ITEM}")));
        assert_eq!(expanded.to_string(), tokens(&format!("{handed_on} {ITEM}")).to_string(), "{attributes}");
    }
}

#[test]
fn the_last_expands_the_whole() {
    for attributes in ["", "#[inline]", "#[a::commands]", "#[cfg_attr(breaker, inline)]", "#[gathered(breaker)]"] {
        let written = format!("#[breaker(\"a\")] #[fallback(7)] #[timeout(2s)] {attributes} {ITEM}");
        let expanded = expand_all(&written).to_string();
        for part in ["from_secs (2)", "Some (\"a\")", "wrap (7)", &tokens(attributes).to_string()] {
            assert!(expanded.contains(part), "{part} is not in {expanded}");
        }
        assert!(!expanded.contains("__private :: gathered"), "{expanded}");
    }
}

#[test]
fn a_namesake_leaves_it_to_the_list() {
    let list = tokens("timeout(2s), breaker(\"a\"), fallback(7, crate = my)");
    let expanded = expand_whole(Stack::gathered(list, tokens(&format!("#[inline] {ITEM}")))).to_string();
    for part in ["from_secs (2)", "Some (\"a\")", "wrap (7)", "# [inline]"] {
        assert!(expanded.contains(part), "{part} is not in {expanded}");
    }
}

#[test]
fn every_path_starts_where_the_crate_is() {
    for attributes in [
        "#[command(crate = my, timeout = 2s, breaker(window = calls(9)), fallback = f)]",
        "#[command(crate = my, fallback = |_| Ok(1), failure_if = f, name = \"a\")]",
        "#[command(crate = my)]",
        "#[timeout(2s)] #[breaker(crate = my)]",
        "#[timeout(2s, crate = my)] #[command(handle = Stock)] #[fallback(7)]",
        "#[command(crate = my, timeout = 2)]",
    ] {
        let expanded = expand_all(&format!("{attributes} {ITEM}")).to_string();
        assert!(expanded.contains("my :: "), "{attributes}\n{expanded}");
        assert!(!expanded.contains("dyno ::"), "{attributes}\n{expanded}");
    }
}

#[test]
fn what_is_woven_is_not_woven_again() {
    for first in ["command", "timeout(2s)", "breaker", "fallback(7)", "command(crate = my, fallback = f)"] {
        let woven =
            expand_all(&format!("#[{first}] fn stock(self) -> Result<u8, E> {{ f() }}").replace("fn", "async fn"));
        let wrapped = tokens(&format!("async fn stock(self) -> Result<u8, E> {{ async move {{ {woven} }}.await }}"));
        for item in [woven, wrapped] {
            let twice = expand_ours(Origin::Command, TokenStream::new(), item.clone()).to_string();
            assert!(twice.contains("guarded already"), "{first}\n{twice}");
            assert!(twice.ends_with(&item.to_string()), "the item survives: {twice}");
        }
    }
}
