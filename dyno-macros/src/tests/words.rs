//! Nearest names, and what tokens mention.

use proc_macro2::{Ident, Span};

use super::tokens;
use crate::parse::{mention, nearest, rename_self};

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
    ] {
        assert_eq!(mention(tokens(rust), "sku").is_some(), mentions, "{rust}");
    }
}

#[test]
fn self_gets_another_name_everywhere() {
    let written = tokens("Ok(self.name.clone() + other(&self, \"{self} {self:?} {selfish}\"))");
    let expected = tokens("Ok(__self.name.clone() + other(&__self, \"{__self} {__self:?} {selfish}\"))");
    let renamed = rename_self(written, &Ident::new("__self", Span::call_site()));
    assert_eq!(renamed.to_string(), expected.to_string());
}
