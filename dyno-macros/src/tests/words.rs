//! Nearest names, and what tokens mention.

use proc_macro2::{Ident, Span};

use super::tokens;
use crate::parse::{Sense, assigns, calls, mark, mention, nearest, rename_self};

#[test]
fn the_nearest_name_is_found() {
    let known =
        ["timeout", "attempt_timeout", "breaker", "fallback", "failure_if", "ignore", "name", "group", "handle"];
    for (written, meant) in [
        ("timeuot", Some("timeout")),
        ("time_out", Some("timeout")),
        ("Timeout", Some("timeout")),
        ("attempt-timeout", Some("attempt_timeout")),
        ("braeker", Some("breaker")),
        ("circuit_breaker", Some("breaker")),
        ("fallbak", Some("fallback")),
        ("nam", Some("name")),
        ("ignore_errors", Some("ignore")),
        ("failure", Some("failure_if")),
        ("retry", None),
        ("x", None),
        ("", None),
    ] {
        assert_eq!(nearest(written, &known), meant, "{written}");
    }
}

#[test]
fn a_mention_is_a_word_or_a_captured_argument() {
    for (rust, mentions) in [
        ("Ok(sku)", true),
        ("{ let x = [sku.0]; x }", true),
        ("r#sku", true),
        ("format!(\"{sku}\")", true),
        ("format!(\"of {sku:?} left\")", true),
        ("format!(\"{:1$} {:sku$}\", a)", true),
        ("format!(\"{skus}\")", false),
        ("\"sku\"", false),
        ("skus", false),
        ("Sku", false),
        ("Ok(CACHE.sku)", false),
        ("by.sku.0 + a::sku(sku::b) + ::sku::c", false),
        ("Stock { sku: 7 }", false),
        ("'sku: loop { break 'sku; }", false),
        ("Stock { sku }", true),
        ("Stock { id: sku }", true),
        ("Stock { ..sku }", true),
        ("[..sku]", true),
        ("[0..=sku]", true),
        ("sku.left", true),
        ("&sku", true),
    ] {
        assert_eq!(mention(tokens(rust), "sku", Sense::Variable).is_some(), mentions, "{rust}");
    }
}

#[test]
fn a_function_is_called_by_its_own_name() {
    for (rust, is_called) in [
        ("Box::pin(stock(1)).await", true),
        ("stock::<u8>(1)", true),
        ("join!(a, { stock(2) })", true),
        ("self::stock(1) + Self::other(2)", true),
        ("Self::stock(1)", true),
        ("r#stock(1)", true),
        ("stock::command(1).await", true),
        ("stock::with(1, db)", true),
        ("let stock = fetch(1).await; stock", false),
        ("client::stock(1)", false),
        ("crate::client::stock(1)", false),
        ("client.stock(1)", false),
        ("a::self::stock(1)", false),
        ("Stock { stock }", false),
        ("stock!(1)", false),
        ("stock::cache().get(&1)", false),
        ("format!(\"{stock}\")", false),
    ] {
        assert_eq!(calls(tokens(rust), "stock"), is_called, "{rust}");
    }
}

#[test]
fn a_value_is_given_to_a_variable_or_to_something_of_it() {
    for (rust, is_assigned) in [
        ("self = S", true),
        ("if a { self.n = 1 }", true),
        ("self.0.n += 1", true),
        ("self.at[1] <<= 1", true),
        ("|n| self.n = n", true),
        ("self.n == 1 || self.n != 2", false),
        ("self.n <= 1 && self.n >= 2", false),
        ("self.n << 1 | self.m >> 2", false),
        ("match self.n { 1 => 2 }", false),
        ("match 1 { n if n == self.n => 2 }", false),
        ("let a = self.n; a.self_n = 1", false),
        ("self.set().n = 1", false),
        ("other.self_ = self", false),
        ("*self.n() = 1", false),
    ] {
        assert_eq!(assigns(tokens(rust), "self"), is_assigned, "{rust}");
    }
}

#[test]
fn a_type_may_begin_a_path() {
    for (rust, mentions) in
        [("T::LIMIT", true), ("<T as Limited>::LIMIT", true), ("limits::T", false), ("limits::T::LIMIT", false)]
    {
        assert_eq!(mention(tokens(rust), "T", Sense::Type).is_some(), mentions, "{rust}");
    }
    assert!(mention(tokens("<Box<dyn std::future::Future>>"), "Future", Sense::Any).is_some());
}

#[test]
fn a_mark_is_that_of_its_tokens() {
    let of = |attribute, item| mark([&tokens(attribute), &tokens(item)]);
    assert_eq!(of("", "fn a() {}"), of("", "fn a ( ) { }"));
    assert_eq!(of("", "fn a() {}"), 0x1680_e300, "the same in every build");
    assert_ne!(of("", "fn a() {}"), of("breaker", "fn a() {}"));
    assert_ne!(of("", "fn a() {}"), of("", "fn a() { 1 }"));
}

#[test]
fn self_gets_another_name_everywhere() {
    for (written, expected) in [
        ("Ok(self.name.clone() + self::other(&self))", "Ok(__self.name.clone() + self::other(&__self))"),
        ("format!(\"{self} {self:?} {selfish}\")", "format!(\"{__self} {__self:?} {selfish}\")"),
        ("log!(at = 1, \"{{self}} {{{self}}}\")", "log!(at = 1, \"{{self}} {{{__self}}}\")"),
        ("vec![\"{self}\"]; json!(\"{self}\")", "vec![\"{self}\"]; json!(\"{self}\")"),
        ("println!(\"{}\", \"{self}\")", "println!(\"{}\", \"{self}\")"),
        ("pin!(async { f(\"{self}\", self) })", "pin!(async { f(\"{self}\", __self) })"),
        ("assert_eq!(self.0, \"{self}\", \"{self}\")", "assert_eq!(__self.0, \"{self}\", \"{__self}\")"),
        ("use std::fmt::{self, Write}; self.0", "use std::fmt::{self, Write}; __self.0"),
        ("pub(self) struct A; self.0", "pub(self) struct A; __self.0"),
        ("fn a(&self) -> impl B + use<'_> { self.0 } self.0", "fn a(&self) -> impl B + use<'_> { self.0 } __self.0"),
        ("route(\"{self}\")", "route(\"{self}\")"),
        ("impl A { fn a(&self) { self.0 } } self.0", "impl A { fn a(&self) { self.0 } } __self.0"),
        ("trait A { fn a(&self); } self.0", "trait A { fn a(&self); } __self.0"),
        ("let f: fn(u8) = g; f(self.0)", "let f: fn(u8) = g; f(__self.0)"),
    ] {
        let renamed = rename_self(tokens(written), &Ident::new("__self", Span::call_site()));
        assert_eq!(renamed.to_string(), tokens(expected).to_string());
    }
}
