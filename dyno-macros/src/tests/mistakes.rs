//! Mistakes are collected, and the item survives them.

use proc_macro2::TokenStream;

use super::tokens;
use crate::model::{Command, Origin, Stack};
use crate::{expand_ours, expand_test};

fn messages(attribute: &str, item: &str) -> Vec<String> {
    match Command::read(Stack::read(Origin::Command, tokens(attribute), tokens(item))) {
        Ok(_) => Vec::new(),
        Err(mistaken) => mistaken.error.into_iter().map(|error| error.to_string()).collect(),
    }
}

/// What `#[command(..)]` makes of an item.
fn expand_command(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand_ours(Origin::Command, attribute, item)
}

#[test]
fn all_mistakes_are_told_at_once() {
    let messages = messages("timeout = 2, fallbak = f, name = \"\", timeout = 3s", "const fn stock() -> ! {}");
    let expected = [
        "did you mean `fallback`",
        "given twice",
        "write `2s` or `2ms`",
        "empty `name`",
        "remove `const`",
        "never returns",
    ];
    for part in expected {
        assert!(messages.iter().any(|message| message.contains(part)), "{part:?} in {messages:#?}");
    }
    assert_eq!(messages.len(), expected.len(), "{messages:#?}");
}

#[test]
fn a_function_without_mistakes_has_none() {
    for (attribute, item) in [
        ("", "fn a() {}"),
        ("timeout = 2s", "async fn a() -> Result<u8, E> { Ok(1) }"),
        ("timeout = off", "async fn a() -> Result<u8, E> { Ok(1) }"),
        ("breaker, fallback = |_| ()", "unsafe extern \"C\" fn a() {}"),
        ("breaker = off", "fn a() -> u8 { 1 }"),
        ("breaker(open_for = 2m, open_max = LIMIT)", "fn a() -> Alias { f() }"),
        ("fallback = Self::b", "pub(in crate::a) async fn a(self: Arc<Self>) -> R<u8> { f() }"),
    ] {
        assert_eq!(messages(attribute, item), Vec::<String>::new(), "#[command({attribute})] {item}");
    }
}

#[test]
fn the_item_and_its_handle_survive_a_mistake() {
    let item = "#[doc = \"Left.\"] pub fn stock(sku: u8) -> u8 { sku }";
    let tokens_out = expand_command(tokens("timeout = 2"), tokens(item)).to_string();
    assert!(tokens_out.starts_with(":: core :: compile_error !"), "{tokens_out}");
    assert!(tokens_out.ends_with(&tokens(item).to_string()), "{tokens_out}");
    assert!(tokens_out.contains("pub struct stock"), "{tokens_out}");

    for item in ["struct Stock;", "trait A { }", "fn a();", "let x = 1;", "", "1 + 1"] {
        for expand in [expand_command, expand_test] {
            let expanded = expand(tokens(""), tokens(item)).to_string();
            assert!(expanded.contains("compile_error"), "{item}: {expanded}");
            assert!(expanded.ends_with(&tokens(item).to_string()), "{item}: {expanded}");
        }
    }
}
