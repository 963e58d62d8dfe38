//! A name that nobody has, and the one that was probably meant.

/// A name under which nothing is registered.
///
/// ```
/// let breaker = dyno::Breaker::builder("inventory").build()?;
/// let error = dyno::breaker("inventry").unwrap_err();
/// assert_eq!(error.to_string(), "no breaker is called `inventry` here: did you mean `inventory`?");
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {kind} is called `{name}` here: {}", remedy(.kind, .nearest.as_deref(), .known))]
#[non_exhaustive]
pub struct UnknownName {
    /// What was looked for, such as `breaker`.
    pub kind: &'static str,
    /// The name that was given.
    pub name: String,
    /// The nearest name there is.
    pub nearest: Option<String>,
    /// All names there are, sorted.
    pub known: Vec<String>,
}

impl UnknownName {
    /// Tells what was looked for, and finds the nearest of the `known` names.
    pub(crate) fn new(kind: &'static str, name: &str, mut known: Vec<String>) -> Self {
        known.sort();
        known.dedup();
        let nearest = known
            .iter()
            .map(|candidate| (distance(name, candidate), candidate))
            .filter(|(distance, candidate)| *distance <= candidate.len().max(name.len()) / 3)
            .min()
            .map(|(_, candidate)| candidate.clone());
        Self { kind, name: name.to_owned(), nearest, known }
    }

    /// Says what to write instead.
    pub(crate) fn remedy(&self) -> String {
        remedy(self.kind, self.nearest.as_deref(), &self.known)
    }
}

fn remedy(kind: &str, nearest: Option<&str>, known: &[String]) -> String {
    match (nearest, known) {
        (Some(nearest), _) => format!("did you mean `{nearest}`?"),
        (None, []) => format!("there is no {kind} at all"),
        (None, known) => {
            let shown: Vec<_> = known.iter().take(10).map(|name| format!("`{name}`")).collect();
            let more = known.len() - shown.len();
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("there is {}{rest}", shown.join(", "))
        }
    }
}

/// Edits between two names (Levenshtein); a shared last segment of a path counts as near.
fn distance(given: &str, known: &str) -> usize {
    if known.rsplit("::").next() == Some(given) {
        return 0;
    }
    let known: Vec<char> = known.chars().collect();
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (i, a) in given.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in known.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[known.len()]
}

#[cfg(test)]
mod tests {
    use super::UnknownName;

    fn nearest(name: &str, known: &[&str]) -> Option<String> {
        let known = known.iter().map(ToString::to_string).collect();
        UnknownName::new("breaker", name, known).nearest
    }

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(nearest("inventry", &["mail", "inventory"]).as_deref(), Some("inventory"));
        assert_eq!(nearest("stock", &["shop::stock", "shop::price"]).as_deref(), Some("shop::stock"));
        assert_eq!(nearest("pay", &["inventory"]), None);
    }
}
