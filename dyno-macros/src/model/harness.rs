//! `#[harness]`, `#[harness(redact = true)]`, `#[harness(redact = |error: &StockError| ..)]`.

use syn::Expr;

use crate::parse::{Form, Kind, Opt, Value};

use super::asked::{Asked, Origin, gather};
use super::read::Reader;

/// The options inside `#[harness(..)]`.
pub(super) const OPTIONS: [&str; 1] = ["redact"];

/// What is pulled out of a function.
#[derive(Default)]
pub(crate) struct Harness {
    pub(crate) redact: Redact,
}

/// What of an error may be known.
#[derive(Default)]
pub(crate) enum Redact {
    /// All that it says.
    #[default]
    Nothing,
    /// Its kind.
    All,
    /// What this says of it.
    By(Expr),
}

/// Reads the attribute; `None` where it is wrong.
pub(super) fn read(Asked { opt, .. }: Asked, reader: &mut Reader<'_>) -> Option<Harness> {
    let Form::List(entries) = opt.form else { return Some(Harness::default()) };
    let mut gathered = Vec::new();
    gather(&mut gathered, Origin::Harness, entries, reader.errors);
    let mut harness = Harness::default();
    for Asked { opt, .. } in &gathered {
        harness.redact = redact(opt, reader)?;
    }
    Some(harness)
}

fn redact(opt: &Opt, reader: &mut Reader<'_>) -> Option<Redact> {
    match &opt.form {
        Form::Bare | Form::Value(Value { kind: Kind::Bool(true), .. }) => return Some(Redact::All),
        Form::Value(Value { kind: Kind::Bool(false) | Kind::Off, .. }) => return Some(Redact::Nothing),
        _ => {}
    }
    reader.question(opt, "|error: &Error| ..").map(Redact::By)
}
