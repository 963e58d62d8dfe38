//! The features of a package, read from its manifest.

/// Lists the names under `[features]`, in their order.
///
/// Reads lines rather than TOML: one name, an equals sign and a list is all that stands there.
pub(crate) fn names(manifest: &str) -> Vec<&str> {
    manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| !line.starts_with("[features]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().trim_matches('"'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_stand_between_their_heading_and_the_next() {
        let manifest = r#"
            [package]
            name = "x"

            [features]
            default = ["one"]
            # not = "a feature"
            one = []
            "two" = [
                "dep:a",
                "b?/c",
            ]

            [dependencies]
            a = "1"
        "#;
        assert_eq!(names(manifest), ["default", "one", "two"]);
    }

    #[test]
    fn a_package_without_features_has_none() {
        assert!(names("[package]\nname = \"x\"").is_empty());
    }
}
