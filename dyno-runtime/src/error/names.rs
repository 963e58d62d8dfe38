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

/// Edits between two names, of which a swap of neighbours is one (optimal string alignment); a shared last segment of a path counts as near.
fn distance(given: &str, known: &str) -> usize {
    if known.rsplit("::").next() == Some(given) {
        return 0;
    }
    let (given, known): (Vec<_>, Vec<_>) = (given.chars().collect(), known.chars().collect());
    // That before the last, the last and the present one.
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=known.len()).collect()];
    for i in 1..=given.len() {
        rows.rotate_left(1);
        let [before, last, row] = &mut rows;
        row.clear();
        row.push(i);
        for j in 1..=known.len() {
            let substituted = last[j - 1] + usize::from(given[i - 1] != known[j - 1]);
            let mut edits = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && given[i - 1] == known[j - 2] && given[i - 2] == known[j - 1] {
                edits = edits.min(before[j - 2] + 1);
            }
            row.push(edits);
        }
    }
    rows[2][known.len()]
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
        assert_eq!(nearest("aks", &["ask", "bind::ask_eu"]).as_deref(), Some("ask"));
        assert_eq!(nearest("eu-wset", &["eu-east", "eu-west"]).as_deref(), Some("eu-west"));
        assert_eq!(nearest("", &["a"]), None);
    }
}
