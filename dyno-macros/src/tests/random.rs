//! Random tokens: reading them never panics, and what passes for right expands into Rust.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use super::stack::expand_all;
use super::tokens;
use crate::model::{Origin, Stack};
use crate::{expand_ours, expand_test, expand_whole};

const WORDS: [&str; 63] = [
    "timeout",
    "attempt_timeout",
    "exact_latency",
    "breaker",
    "bulkhead",
    "fallback",
    "failure_if",
    "ignore",
    "name",
    "group",
    "handle",
    "window",
    "calls",
    "failure_rate",
    "slow_call",
    "slow_rate",
    "min_calls",
    "consecutive",
    "open_for",
    "open_max",
    "jitter",
    "probes",
    "count_rejections",
    "permits",
    "queue",
    "queue_timeout",
    "retry",
    "n",
    "backoff",
    "on",
    "budget",
    "nested",
    "factor",
    "max",
    "exponential",
    "fixed",
    "decorrelated",
    "full",
    "paused",
    "off",
    "true",
    "false",
    "self",
    "Self",
    "None",
    "fn",
    "async",
    "move",
    "const",
    "pub",
    "struct",
    "impl",
    "mut",
    "ref",
    "r",
    "LIMIT",
    "sku",
    "rate_limit",
    "limit",
    "burst",
    "wait",
    "by",
    "_",
];
const RATES: [&str; 5] = ["100 / 1s", "\"a\"", "5 / LIMIT", "\"a\", 1 / 2m", "7"];
const PUNCTS: [char; 19] =
    ['/', '=', ',', ',', '|', ':', ':', '%', '-', '>', '<', '&', '.', '!', '*', '#', '+', ';', '?'];
const LITERALS: [&str; 20] = [
    "2s",
    "500ms",
    "1.5s",
    "0s",
    "2",
    "0",
    "50",
    "1.5",
    "0.5",
    "2sec",
    "9e9",
    "0x1f",
    "\"\"",
    "\"name\"",
    "\"{sku}\"",
    "'c'",
    "b\"b\"",
    "c\"c\"",
    "99999999999999999999999999h",
    "r#\"raw\"#",
];
const VALUES: [&str; 24] = [
    "2s",
    "1s",
    "0s",
    "off",
    "true",
    "false",
    "50%",
    "0.5",
    "150%",
    "20",
    "0",
    "\"a\"",
    "\"\"",
    "LIMIT",
    "Self::LIMIT",
    "sku",
    "calls(10)",
    "calls(0)",
    "|e| Err(e)",
    "|_| Ok(sku)",
    "|a, b| a",
    "path",
    "Self::path",
    "-1",
];
const RETRIES: [&str; 20] = [
    "n = 3",
    "n = 0",
    "n = LIMIT",
    "backoff = fixed(50ms)",
    "backoff = exponential(50ms, factor = 1.5, max = LIMIT)",
    "backoff = linear(1s, max = 10ms)",
    "backoff = decorrelated(50ms, 1s)",
    "backoff = |attempt, error| wait(attempt)",
    "backoff = |attempt, returned: &R| wait(attempt)",
    "backoff = off",
    "jitter = full",
    "jitter = factor(50%)",
    "jitter = some",
    "on = |error| error.is_busy()",
    "on = |cause: &Cause<E>| true",
    "on = is_busy",
    "budget = 20%",
    "budget = off",
    "nested = true",
    "colour = 3",
];
const ITEMS: [&str; 8] = [
    "fn stock(sku: Sku) -> Result<u8, E> { f(sku) }",
    "pub async fn stock(sku: Sku, depot: &str, (a, mut b): (u8, u8)) -> Result<u8, E> { f(sku)?; g().await }",
    "pub(crate) async fn stock(&self, sku: &mut Sku, mut c: u8) -> Option<impl Iterator<Item = &u8>> { self.0.iter() }",
    "fn stock(&mut self, mut sku: Sku, _: u8) -> Vec<u8> { #![allow(unused)] f(sku) }",
    "async fn stock<T: Into<u8>>(self: Arc<Self>, sku: T) -> u8 where T: Copy { sku.into() }",
    "unsafe fn r#match(Point { x, y: [z, ..] }: Point, &sku: &u8) {}",
    "const fn stock();",
    "fn stock(self, ref sku: Sku) -> impl Display { sku }",
];

/// A deterministic generator (xorshift64*): a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).expect("31 bits fit") % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn stream(&mut self, depth: usize) -> TokenStream {
        (0..self.below(9)).map(|_| self.tree(depth)).collect()
    }

    fn tree(&mut self, depth: usize) -> TokenTree {
        match self.below(if depth == 0 { 8 } else { 10 }) {
            0..=2 => TokenTree::Ident(Ident::new(self.pick(&WORDS), Span::call_site())),
            3..=5 => {
                let spacing = if self.below(3) == 0 { Spacing::Joint } else { Spacing::Alone };
                TokenTree::Punct(Punct::new(PUNCTS[self.below(PUNCTS.len())], spacing))
            }
            6..=7 => self.pick(&LITERALS).parse::<Literal>().expect("the pool holds literals").into(),
            _ => {
                let delimiters = [
                    Delimiter::Parenthesis,
                    Delimiter::Parenthesis,
                    Delimiter::Brace,
                    Delimiter::Bracket,
                    Delimiter::None,
                ];
                let delimiter = delimiters[self.below(delimiters.len())];
                TokenTree::Group(Group::new(delimiter, self.stream(depth - 1)))
            }
        }
    }

    /// Options that are likely to be right.
    fn likely(&mut self) -> String {
        let mut list = String::new();
        for _ in 0..self.below(4) {
            let (key, value) = (self.pick(&WORDS[..10]), self.pick(&VALUES));
            let setting = (self.pick(&WORDS[10..22]), self.pick(&VALUES));
            match self.below(9) {
                0 => list += &format!("breaker(\"a\", {} = {}), ", setting.0, setting.1),
                1 => list += &format!("bulkhead(\"a\", {} = {}), ", self.pick(&WORDS[22..25]), setting.1),
                2 => {
                    let (rate, setting) = (self.pick(&RATES), self.pick(&["burst", "wait", "by", "limit"]));
                    list += &format!("rate_limit({rate}, {setting} = {value}), ");
                }
                3 => list += &self.retry(),
                4 => list += &format!("fuse(\"a\", {} = {value}), ", self.pick(&["blown", "admit", "by", "name"])),
                5 => list += &format!("aspect = {value}, "),
                _ => list += &format!("{key} = {value}, "),
            }
        }
        list
    }

    /// A retry that is likely to be right.
    fn retry(&mut self) -> String {
        let setting = self.pick(&RETRIES);
        match self.below(4) {
            0 => format!("retry = {}, ", self.pick(&VALUES)),
            1 => format!("retry(\"a\", {setting}, {}), ", self.pick(&RETRIES)),
            2 => format!("retry({}, {setting}), ", self.pick(&VALUES)),
            _ => format!("retry({setting}), "),
        }
    }

    /// The options in an attribute, between others or alone.
    fn stacked(&mut self, options: &str, item: &str) -> String {
        let mut attributes = vec![format!("#[command({options})]")];
        for name in ["timeout", "fuse", "harness", "timed", "breaker", "bulkhead", "rate_limit", "fallback", "retry"] {
            if self.below(3) == 0 {
                let at = self.below(attributes.len() + 1);
                let value = match name {
                    "rate_limit" => self.pick(&RATES),
                    "retry" => self.pick(&RETRIES),
                    _ => self.pick(&VALUES),
                };
                attributes.insert(at, format!("#[{name}({value})]"));
            }
        }
        format!("{} {item}", attributes.join(" "))
    }
}

#[test]
fn random_tokens_never_panic() {
    let mut random = Random(0x5EED);
    for _ in 0..2_000 {
        let attribute = random.stream(3);
        let item = if random.below(4) == 0 { random.stream(3) } else { tokens(random.pick(&ITEMS)) };
        for origin in
            [Origin::Command, Origin::Timeout, Origin::Breaker, Origin::Bulkhead, Origin::Fallback, Origin::Retry]
        {
            expand_ours(origin, attribute.clone(), item.clone());
        }
        let (first, second) = (random.stream(2), random.stream(2));
        let list = quote!(timeout(#first), breaker(#attribute), bulkhead(#attribute), retry(#attribute), #second);
        expand_whole(Stack::gathered(list.clone(), item.clone()));
        expand_ours(Origin::Fallback, first, quote!(#[dyno::__private::gathered(#list)] #item));
        expand_test(attribute, item);
    }
}

#[test]
fn what_passes_for_right_expands_into_rust() {
    let mut random = Random(0x00C0_FFEE);
    let mut right = 0;
    for _ in 0..8_000 {
        let (options, item) = (random.likely(), random.pick(&ITEMS));
        let written = random.stacked(&options, item);
        let expanded = expand_all(&written).to_string();
        if expanded.starts_with(":: core :: compile_error") {
            continue;
        }
        right += 1;
        let inside = if item.contains("self") { format!("impl Shop {{ {expanded} }}") } else { expanded };
        assert!(syn::parse_str::<syn::File>(&inside).is_ok(), "{written}\n{inside}");
    }
    assert!(right > 500, "only {right} lists were right");
}
