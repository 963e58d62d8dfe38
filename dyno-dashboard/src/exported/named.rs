//! Which commands have labels of their own.

use std::collections::HashSet;

use dyno::CommandSnapshot;

use crate::exported::Sum;

/// How many have.
const NAMED: usize = 1_000;

/// Whoever is in here stays as long as he is there, so that no count moves from one name to another.
#[derive(Debug, Default)]
pub(crate) struct Named(HashSet<String>);

impl Named {
    /// Sums what shares its labels; the others are one sum together.
    pub(crate) fn sums(&mut self, commands: &[CommandSnapshot]) -> Vec<Sum> {
        let there: HashSet<_> = commands.iter().map(|command| &*command.name).collect();
        self.0.retain(|name| there.contains(&**name));
        for name in there {
            if self.0.len() >= NAMED {
                break;
            }
            if !self.0.contains(name) {
                self.0.insert(name.to_owned());
            }
        }
        Sum::all(commands, |name| self.0.contains(name))
    }
}
