//! Values as what an option wants: a duration, a share, a count, a text, a question.

use std::time::Duration;

use quote::ToTokens;
use syn::{Expr, ExprPath, Lit, Path};

use crate::names::Root;
use crate::parse::{Entry, Fault, Form, Kind, Number, Opt, Value, in_rust, wrong_times};

use super::errors::Errors;
use super::keyless::quoted;
use super::scope::Scope;

/// What an option was set to.
pub(crate) enum Setting<T> {
    Given(T),
    /// A constant of the user's.
    Constant(Expr),
    Off,
}

/// What an option does not take although its kind would.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Whether it can be `off`.
    pub(super) off: bool,
    /// Why it cannot be zero, with the remedy; empty when it can.
    pub(super) zero: &'static str,
}

/// Reads values, and knows what they cannot mention.
pub(super) struct Reader<'a> {
    pub(super) errors: &'a mut Errors,
    pub(super) scope: &'a Scope,
}

const DURATION: &str = "a duration such as `2s` or `500ms`";
const RATE: &str = "a share such as `50%` or `0.5`";
pub(super) const COUNT: &str = "a whole number such as `20`";
const TEXT: &str = "a string";
const QUESTION: &str = "a closure with one argument, or a path to a function";

impl Reader<'_> {
    pub(super) fn duration(&mut self, opt: &Opt, rule: Rule) -> Option<Setting<Duration>> {
        self.setting(opt, rule, DURATION, "2s", Number::duration, Duration::is_zero)
    }

    pub(super) fn rate(&mut self, opt: &Opt, rule: Rule) -> Option<Setting<f64>> {
        if let Form::Value(value @ Value { kind: Kind::Expr(expr), .. }) = &opt.form {
            if is_of_whole_numbers(expr) {
                self.wrong_kind(&opt.key.to_string(), RATE, value, " of whole numbers: write the share that it is");
                return None;
            }
        }
        self.setting(opt, rule, RATE, "50%", Number::rate, |rate| *rate == 0.0)
    }

    pub(super) fn count(&mut self, opt: &Opt, rule: Rule) -> Option<Setting<u32>> {
        self.setting(opt, rule, COUNT, "20", Number::count, |count| *count == 0)
    }

    /// `true`, `false` or a constant.
    pub(super) fn flag(&mut self, opt: &Opt) -> Option<Setting<bool>> {
        const FLAG: &str = "`true` or `false`";
        let key = opt.key.to_string();
        let value = self.value(opt, "true")?;
        match &value.kind {
            Kind::Bool(flag) => Some(Setting::Given(*flag)),
            Kind::Off => Some(Setting::Given(false)),
            Kind::Expr(expr) => self.constant(&key, FLAG, value, expr).map(Setting::Constant),
            Kind::Number(_) | Kind::Text(_) => {
                self.wrong_kind(&key, FLAG, value, "");
                None
            }
        }
    }

    /// A string or a constant.
    pub(super) fn text(&mut self, opt: &Opt) -> Option<Expr> {
        let value = self.value(opt, "\"..\"")?;
        self.text_value(&opt.key.to_string(), value)
    }

    /// A string or a constant, wherever it stands.
    pub(super) fn text_value(&mut self, key: &str, value: &Value) -> Option<Expr> {
        match &value.kind {
            Kind::Text(text) if text.value().trim().is_empty() => {
                self.errors
                    .at(value, format_args!("an empty `{key}` cannot be found again: write one, or leave `{key}` out"));
            }
            Kind::Text(text) => {
                return Some(Expr::Lit(syn::ExprLit { attrs: Vec::new(), lit: syn::Lit::Str(text.clone()) }));
            }
            Kind::Expr(expr) => match word(expr) {
                Some(word) => self.errors.at(value, format_args!("a name is a string: write `{key} = \"{word}\"`")),
                None => return self.constant(key, TEXT, value, expr),
            },
            _ => self.wrong_kind(key, TEXT, value, ""),
        }
        None
    }

    /// The name of a policy where a number could stand as well: `retry = "3"` means no retry of that name.
    pub(super) fn policy_name(&mut self, word: &str, key: &str, value: &Value) -> Option<Expr> {
        if let Kind::Text(text) = &value.kind {
            if let Some(number) = Number::of_text(&text.value()) {
                self.errors.at(value, quoted(word, &text.value(), &number));
                return None;
            }
        }
        self.text_value(key, value)
    }

    /// Where dyno is.
    pub(super) fn root(&mut self, opt: &Opt) -> Option<Root> {
        let value = self.value(opt, "my_dyno")?;
        let path = plain_path(opt);
        if path.is_none() {
            let hint = match &value.kind {
                Kind::Text(text) => format!(": write `crate = {}`, without quotes", text.value()),
                _ => String::new(),
            };
            self.wrong_kind("crate", "the path of dyno such as `my_dyno`", value, &hint);
        }
        path.map(Root::at)
    }

    /// A closure with one argument or a path, which is asked at each call.
    pub(super) fn question(&mut self, opt: &Opt, example: &str) -> Option<Expr> {
        let value = self.value(opt, example)?;
        let Kind::Expr(expr) = &value.kind else {
            self.wrong_kind(&opt.key.to_string(), QUESTION, value, &format!(": write `{} = {example}`", opt.key));
            return None;
        };
        match &**expr {
            Expr::Closure(closure) => self.one_argument(closure, example).then(|| (**expr).clone()),
            Expr::Path(_) => Some((**expr).clone()),
            _ => {
                self.wrong_kind(&opt.key.to_string(), QUESTION, value, &format!(": write `{} = {example}`", opt.key));
                None
            }
        }
    }

    /// Whether a closure is asked with exactly one argument and answers at once.
    pub(super) fn one_argument(&mut self, closure: &syn::ExprClosure, example: &str) -> bool {
        if let Some(asyncness) = &closure.asyncness {
            self.errors
                .at(asyncness, format_args!("this closure answers at once: remove `async` and write `{example}`"));
            return false;
        }
        if closure.inputs.len() == 1 {
            return true;
        }
        let message = format!("this closure takes one argument: write `{example}`");
        match closure.inputs.iter().nth(1) {
            Some(second) => self.errors.at(second, message),
            None => self.errors.at(closure.inputs_begin, message),
        }
        false
    }

    /// The value of `key = value`.
    pub(super) fn value<'o>(&mut self, opt: &'o Opt, example: &str) -> Option<&'o Value> {
        let key = &opt.key;
        match &opt.form {
            Form::Value(value) => return Some(value),
            Form::Bare => self.errors.at(key, format_args!("`{key}` has no value: write `{key} = {example}`")),
            Form::List(_) => self.errors.at(key, format_args!("`{key}` takes one value: write `{key} = {example}`")),
        }
        None
    }

    fn setting<T>(
        &mut self,
        opt: &Opt,
        rule: Rule,
        wanted: &str,
        example: &str,
        read: fn(&Number) -> Result<T, Fault>,
        is_zero: fn(&T) -> bool,
    ) -> Option<Setting<T>> {
        let key = opt.key.to_string();
        let wanted = if rule.off { &format!("{wanted}, or `off`") } else { wanted };
        let value = self.value(opt, example)?;
        match &value.kind {
            Kind::Number(number) => match read(number) {
                Ok(found) if is_zero(&found) && !rule.zero.is_empty() => {
                    self.errors.at(value, format_args!("`{key}` cannot be zero: {}", rule.zero));
                }
                Ok(found) => return Some(Setting::Given(found)),
                Err(fault) => self.errors.at(value, fault_of(&fault, number, &key, wanted, value)),
            },
            Kind::Off | Kind::Bool(false) if rule.off => return Some(Setting::Off),
            Kind::Expr(expr) if rule.off && word(expr).is_some_and(|word| word == "None" || word == "none") => {
                self.errors.at(value, "there is no `None` here: write `off`");
            }
            Kind::Expr(expr) => return self.constant(&key, wanted, value, expr).map(Setting::Constant),
            Kind::Off | Kind::Bool(_) => {
                let hint = if rule.off { "" } else { "; it cannot be off" };
                self.wrong_kind(&key, wanted, value, hint);
            }
            Kind::Text(text) => {
                let hint = Number::of_text(&text.value()).map(|number| format!(": write `{number}`, without quotes"));
                self.wrong_kind(&key, wanted, value, &hint.unwrap_or_default());
            }
        }
        None
    }

    /// An expression that is the same for all calls.
    pub(super) fn constant(&mut self, key: &str, wanted: &str, value: &Value, expr: &Expr) -> Option<Expr> {
        if matches!(expr, Expr::Closure(_) | Expr::Lit(_) | Expr::Async(_) | Expr::Assign(_)) {
            self.wrong_kind(key, wanted, value, "");
            return None;
        }
        self.scope.check(expr, key, self.errors).then(|| in_rust(expr))
    }

    pub(super) fn wrong_kind(&mut self, key: &str, wanted: &str, value: &Value, hint: &str) {
        self.errors.at(value, format_args!("`{key}` takes {wanted}, and this is {}{hint}", value.describe()));
    }
}

/// Tells of times that are none in the expressions of an option, of which nothing else was told.
pub(super) fn slips(opt: &Opt) -> Vec<syn::Error> {
    let in_value = |value: &Value| match &value.kind {
        Kind::Expr(expr) => slips_in(&opt.key.to_string(), expr),
        _ => Vec::new(),
    };
    match &opt.form {
        Form::Bare => Vec::new(),
        Form::Value(value) => in_value(value),
        Form::List(entries) => entries
            .iter()
            .flat_map(|entry| match entry {
                Entry::Named(inner) => slips(inner),
                Entry::Plain(value) => in_value(value),
                Entry::Broken(_) => Vec::new(),
            })
            .collect(),
    }
}

/// The same of one.
pub(super) fn slips_in(key: &str, expr: &Expr) -> Vec<syn::Error> {
    let wrong = wrong_times(expr).into_iter().map(|(literal, number, fault)| {
        let value = Value::of(Expr::Verbatim(literal.to_token_stream()));
        syn::Error::new(literal.span(), fault_of(&fault, &number, key, DURATION, &value))
    });
    wrong.collect()
}

/// The value as a path without types in it.
pub(super) fn plain_path(opt: &Opt) -> Option<Path> {
    let Form::Value(Value { kind: Kind::Expr(expr), .. }) = &opt.form else { return None };
    let Expr::Path(ExprPath { qself: None, path, .. }) = &**expr else { return None };
    path.segments.iter().all(|segment| segment.arguments.is_none()).then(|| path.clone())
}

/// A single word in lower case, which is more likely a forgotten pair of quotes than a constant; also `None`.
pub(super) fn word(expr: &Expr) -> Option<String> {
    let Expr::Path(ExprPath { qself: None, path, .. }) = expr else { return None };
    let word = path.get_ident()?.to_string();
    (word == "None" || word.chars().all(|letter| !letter.is_uppercase())).then_some(word)
}

/// Whether an expression is reckoned of whole numbers alone, such as `50 * 2`.
fn is_of_whole_numbers(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(binary) => is_of_whole_numbers(&binary.left) && is_of_whole_numbers(&binary.right),
        Expr::Group(group) => is_of_whole_numbers(&group.expr),
        Expr::Paren(paren) => is_of_whole_numbers(&paren.expr),
        Expr::Lit(literal) => matches!(&literal.lit, Lit::Int(number) if number.suffix().is_empty()),
        _ => false,
    }
}

fn fault_of(fault: &Fault, number: &Number, key: &str, wanted: &str, value: &Value) -> String {
    let digits = number.digits();
    match (fault, &number.unit_apart) {
        (Fault::WrongKind, Some(unit)) => format!("write `{digits}{unit}`, with nothing between"),
        (Fault::NoUnit, _) => format!("`{key}` has no unit: write `{digits}s` or `{digits}ms`"),
        (Fault::UnknownUnit(Some(unit)), _) => format!("unknown unit of time: write `{digits}{unit}`"),
        (Fault::UnknownUnit(None), _) => {
            "unknown unit of time: there are `ns`, `us`, `ms`, `s`, `m` and `h`".to_owned()
        }
        (Fault::Negative, _) => format!("`{key}` cannot be negative"),
        (Fault::TooLarge, _) => format!("this is too large for `{key}`"),
        (Fault::TooFine, _) => "this is finer than a nanosecond, and nothing waits for so little".to_owned(),
        (Fault::Exponent, _) => "a time has no exponent: write its digits, as in `1000s`".to_owned(),
        (Fault::TwoUnits, _) => "a time has one unit: write all of it in the smaller one, as in `90s`".to_owned(),
        (Fault::OutOfRange(true), _) => format!("a share lies between `0%` and `100%`: write `{digits}%`"),
        (Fault::OutOfRange(false), _) => "a share lies between `0%` and `100%`, or between `0.0` and `1.0`".to_owned(),
        (Fault::Ambiguous, _) => format!("write `{digits}%` or `{digits}.0`, which is {digits}00%"),
        (Fault::WrongKind, None) => format!("`{key}` takes {wanted}, and this is {}", value.describe()),
    }
}
