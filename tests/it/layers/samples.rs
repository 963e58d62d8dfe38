//! Holds the checker against texts that break each of its rules, and against texts that break none.

use super::violations;

/// Demands one violation a line, in order, each with the given words.
#[track_caller]
fn finds(file: &str, text: &str, expected: &[(usize, &str)]) {
    let found = violations(file, text);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (message, (line, words)) in found.iter().zip(expected) {
        let place = format!("{file}:{line}: ");
        assert!(message.contains(&place) && message.contains(words), "{message}");
    }
}

#[track_caller]
fn accepts(file: &str, text: &str) {
    finds(file, text, &[]);
}

#[test]
fn an_import_from_a_row_above() {
    finds("clock/mod.rs", "use crate::command::Site;", &[(1, "`crate::command::Site` points up")]);
    finds("event.rs", "use crate::breaker;", &[(1, "`crate::breaker` points up")]);
    finds("command/call.rs", "use crate::__private::x;", &[(1, "points up")]);
}

#[test]
fn one_policy_that_imports_another() {
    finds("breaker/state.rs", "use crate::metrics::Counter;", &[(1, "sideways")]);
    finds("test.rs", "use crate::command::Call;", &[(1, "sideways")]);
}

#[test]
fn each_branch_of_a_nested_import() {
    let text = "
        use crate::{
            clock::{self, Clock},
            metrics::{
                Counter,
                inner::*,
            },
            command::{Call as C, self},
        };";
    finds(
        "breaker/mod.rs",
        text,
        &[
            (5, "`crate::metrics::Counter` points sideways"),
            (6, "`crate::metrics::inner` points sideways"),
            (8, "`crate::command::Call` points up"),
            (8, "`crate::command` points up"),
        ],
    );
}

#[test]
fn a_path_in_the_midst_of_code() {
    let text = "
        fn f(x: &crate::command::Call<u8>) -> u8 {
            crate::command::go::<u8>(x) + <crate::metrics::Node as Default>::default()
        }
        pub(in crate::command) struct S;";
    finds("stats.rs", text, &[(2, "points up"), (3, "points up"), (3, "metrics"), (5, "command")]);
}

#[test]
fn a_path_in_a_macro() {
    finds("stats.rs", "fn f() { debug!(\"{}\", [crate::event::now()]) }", &[(1, "points up")]);
    finds(
        "stats.rs",
        "macro_rules! m { ($a:ident) => { $crate::event::$a() + $crate::$a } }",
        &[(1, "`crate::event` points up"), (1, "`crate` hides")],
    );
}

#[test]
fn a_path_in_a_string_of_an_attribute() {
    let text = "#[derive(S)]\nstruct A {\n#[serde(with = \"crate::command::text\")]\na: u8 }";
    finds("stats.rs", text, &[(3, "`crate::command::text` points up")]);
    accepts("stats.rs", &text.replace("command", "clock"));
}

#[test]
fn a_name_taken_from_the_root() {
    for text in [
        "use crate::Breaker;",
        "use crate::{clock::Clock, Breaker};",
        "use crate::*;",
        "use crate::{*};",
        "use crate as root;",
        "use super::{super::Breaker};",
        "use super::super::*;",
        "use dyno::Breaker;",
        "fn f() { ::dyno::why() }",
        "fn f() { crate::why() }",
    ] {
        finds("breaker/state.rs", text, &[(1, "hides where it points")]);
    }
    finds("clock.rs", "use super::*;", &[(1, "hides where it points")]);
}

#[test]
fn a_climb_out_of_the_own_module() {
    finds("clock.rs", "use super::event::Event;", &[(1, "`crate::event::Event` points up")]);
    finds("breaker/state.rs", "use super::super::metrics::A;", &[(1, "sideways")]);
    finds("breaker/state.rs", "use self::super::super::metrics::A;", &[(1, "sideways")]);
    finds("breaker/a/b.rs", "use super::super::super::command::A;", &[(1, "points up")]);
    finds("breaker/mod.rs", "use super::metrics::A;", &[(1, "sideways")]);
    accepts("breaker/mod.rs", "use super::clock::Clock; use self::state::State;");
    accepts("breaker/state.rs", "use super::{settings::S, super::clock::Clock};");
    accepts("breaker/a/b.rs", "use super::super::command::A;");
}

#[test]
fn a_module_inside_a_file_counts_as_a_step() {
    let text = |path: &str| format!("#[cfg(test)]\nmod tests {{\nuse {path};\n}}");
    finds("clock.rs", &text("crate::command::Call"), &[(3, "points up")]);
    finds("clock.rs", &text("super::super::command::Call"), &[(3, "points up")]);
    finds("clock.rs", &text("super::super::*"), &[(3, "hides")]);
    accepts("clock.rs", &text("super::*"));
    accepts("clock.rs", &text("super::command::Call"));
}

#[test]
fn a_module_without_a_row() {
    let found = violations("gadget/mod.rs", "");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("`gadget`") && found[0].contains("tests/it/layers.rs"), "{found:?}");
}

#[test]
fn a_text_that_is_no_rust() {
    assert_eq!(violations("clock.rs", "fn f() {").len(), 1);
}

#[test]
fn what_is_allowed_passes() {
    accepts("lib.rs", "mod command; pub use crate::command::Command; use breaker::Breaker;");
    accepts("private.rs", "pub use crate::command::Site; pub use crate::private::x;");
    accepts("command/mod.rs", "use crate::{breaker::Breaker, command::call, metrics::A, sync::B};");
    accepts("breaker/mod.rs", "use crate::breaker::state::State; pub(crate) mod state;");
    accepts("error/mod.rs", "use crate::outcome::Outcome;");
    accepts("outcome.rs", "use crate::error::Error; use std::error; use serde::{self, Serialize};");
}

#[test]
fn comments_and_strings_are_not_code() {
    accepts(
        "clock.rs",
        r##"
        //! See crate::command::Call.
        /// Used by [`crate::command::Call`].
        #[doc = "crate::command::Call"]
        // use crate::command::Call;
        /* use crate::command::Call; /* nested */ */
        #[allow(dead_code)]
        const A: (&str, &str) = ("crate::command::Call", r#"super::command::Call"#);
        "##,
    );
}
