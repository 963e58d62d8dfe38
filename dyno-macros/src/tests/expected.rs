//! What a user expects of lints, of which clippy keeps those of whole functions from what macros write.

use super::stack::expand_all;

/// The attributes of lints that stand on the function, without white space.
fn on_the_function(written: &str) -> String {
    let expanded = expand_all(&format!("#[command]\n{written}\nfn stock() {{}}")).to_string().replace(' ', "");
    let function = expanded.rfind("fnstock()").expect("the function is there");
    let start = expanded[..function].rfind(['}', ';']).map_or(0, |at| at + 1);
    expanded[start..function].to_owned()
}

#[test]
fn what_lints_will_not_say_is_allowed() {
    for (written, left) in [
        ("#[expect(clippy::unused_async)]", "#[allow(clippy::unused_async)]"),
        (
            "#[expect(unused_mut, clippy::unused_async, clippy::unused_self,)]",
            "#[allow(clippy::unused_async,clippy::unused_self)]#[expect(unused_mut)]",
        ),
        (
            r#"#[expect(clippy::unused_async, unused, reason = "a")]"#,
            r#"#[allow(clippy::unused_async,reason="a")]#[expect(unused,reason="a")]"#,
        ),
        ("#[expect(dead_code, unused)]", "#[allow(dead_code)]#[expect(unused)]"),
        ("#[expect(unused, deprecated)]", "#[expect(unused,deprecated)]"),
        ("#[warn(clippy::all)]", "#[warn(clippy::all)]"),
    ] {
        assert_eq!(on_the_function(written), left);
    }
}
