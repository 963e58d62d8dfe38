//! Reads a value that is written like a call: `exponential(50ms, factor = 2)`.

/// A name and what stands in its brackets.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    text: &'a str,
    pub(crate) name: &'a str,
    /// Each with its name, where one is written.
    given: Vec<(Option<&'a str>, &'a str)>,
}

impl<'a> Form<'a> {
    /// Takes the text apart; a name without brackets has nothing in them.
    pub(crate) fn read(text: &'a str) -> Result<Self, String> {
        let text = text.trim();
        let (name, inside) = match text.split_once('(') {
            None => (text, ""),
            Some((name, rest)) => match rest.strip_suffix(')') {
                Some(inside) => (name.trim_end(), inside.trim()),
                None => return Err(format!("`{text}` has no `)` at its end")),
            },
        };
        let given = match inside {
            "" => Vec::new(),
            _ => inside.split(',').map(argument).collect(),
        };
        Ok(Self { text, name, given })
    }

    /// Gives the values for these names: those without a name in this order, the others wherever they stand.
    pub(crate) fn values<const N: usize>(&self, names: [&'static str; N]) -> Result<[Option<&'a str>; N], String> {
        let mut values = [None; N];
        for (position, (key, value)) in self.given.iter().enumerate() {
            let index = match key {
                None => Some(position),
                Some(key) => names.iter().position(|name| name == key),
            };
            let expected = || format!("`{}` takes {}", self.name, listed(&names));
            match index.and_then(|index| values.get_mut(index)) {
                None => return Err(format!("`{}`: {}", self.text, expected())),
                Some(Some(_)) => return Err(format!("`{}` says the same twice: {}", self.text, expected())),
                Some(slot) => *slot = Some(*value),
            }
        }
        Ok(values)
    }
}

fn argument(text: &str) -> (Option<&str>, &str) {
    match text.split_once('=') {
        Some((key, value)) => (Some(key.trim()), value.trim()),
        None => (None, text.trim()),
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "nothing in brackets".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}
