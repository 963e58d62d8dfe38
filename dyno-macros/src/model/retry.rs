//! `retry`, `retry = 3`, `retry = "name"`, `retry("name", n = 3, backoff = .., jitter = .., on = .., budget = ..)`.

use std::time::Duration;

use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprAssign, ExprCall, ExprClosure, ExprPath, Ident, Pat, Token};

use crate::parse::{Entry, Fault, Form, Kind, Opt, Value, nearest};

use super::asked::{Asked, Origin};
use super::policy::{Argument, Policy, read_list};
use super::read::{Reader, Rule, Setting, word};

/// The options inside `retry(..)`.
pub(super) const OPTIONS: [&str; 7] = ["name", "n", "backoff", "jitter", "on", "budget", "nested"];

/// How a function is attempted again.
pub(crate) struct Retry {
    pub(crate) policy: Policy,
    /// What is attempted again.
    pub(crate) on: Option<Question>,
    /// How long is waited before that.
    pub(crate) backoff: Option<Question>,
}

/// What is asked of that which went wrong.
pub(crate) enum Question {
    /// Of an error, because nothing else is said.
    OfError(Expr),
    /// Of what the type of its argument says.
    Typed(Expr),
}

/// A rule for the time between two attempts.
pub(crate) struct Backoff {
    pub(crate) rule: Ident,
    pub(crate) base: Setting<Duration>,
    pub(crate) factor: Option<Setting<f64>>,
    pub(crate) max: Option<Setting<Duration>>,
}

/// How that is changed by chance.
pub(crate) enum Jitter {
    Rule(Ident),
    Factor(Setting<f64>),
}

const BACKOFF: &str = "`exponential(50ms, factor = 2, max = 1s)`, `fixed(100ms)`, `linear(50ms)`, `decorrelated(50ms, 1s)`, \
                       `off`, or `|attempt, error| ..`";
const JITTER: &str = "`full`, `equal`, `factor(50%)` or `none`";
const TWICE: &str = "`|attempt, error| ..`";

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> Option<Retry> {
    match opt.form {
        Form::Bare => Some(Retry::of(Policy::named(None))),
        Form::List(entries) => {
            let origin = if origin == Origin::Retry { origin } else { Origin::RetryOption };
            Some(read_settings(entries, origin, reader))
        }
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => Some(Retry::of(Policy::named(None))),
            Kind::Bool(false) | Kind::Off => None,
            Kind::Text(_) => Some(Retry::of(Policy::named(Some(reader.policy_name("retry", "retry", &value)?)))),
            Kind::Expr(_) if !is_count(&value) => {
                reader.errors.at(&value, NEEDS_KEY);
                None
            }
            Kind::Number(_) | Kind::Expr(_) => {
                Some(read_settings(vec![Entry::Plain(value)], Origin::RetryOption, reader))
            }
        },
    }
}

const NEEDS_KEY: &str = "this may be a name or a number of attempts: write `retry(name = ..)` or `retry(n = ..)`";

fn read_settings(mut entries: Vec<Entry>, origin: Origin, reader: &mut Reader<'_>) -> Retry {
    let first = (!entries.is_empty()).then(|| entries.remove(0));
    let n = |value: Value| Entry::Named(Opt { key: Ident::new("n", value.span()), form: Form::Value(value) });
    match first {
        Some(Entry::Plain(value)) if matches!(value.kind, Kind::Number(_)) || is_count(&value) => {
            entries.insert(0, n(value));
        }
        // A constant by itself: options are in lower case.
        Some(Entry::Named(Opt { key, form: Form::Bare })) if !key.to_string().contains(char::is_lowercase) => {
            let path = ExprPath { attrs: Vec::new(), qself: None, path: key.into() };
            entries.insert(0, n(Value::of(Expr::Path(path))));
        }
        Some(Entry::Plain(value @ Value { kind: Kind::Expr(_), .. })) => reader.errors.at(value, NEEDS_KEY),
        Some(entry) => entries.insert(0, entry),
        None => {}
    }
    let (policy, gathered) = read_list(entries, origin, reader, read_setting);
    let mut retry = Retry::of(policy);
    for opt in &gathered {
        if opt.key == "on" {
            retry.on = on(opt, reader);
        } else if let (true, Some(closure)) = (opt.key == "backoff", closure(opt)) {
            retry.backoff = two_arguments(closure, reader).then(|| Question::of(closure, 1));
        }
    }
    retry
}

/// A constant, or what is computed of some. A single word in lower case is more likely a name without its quotes.
fn is_count(value: &Value) -> bool {
    let Kind::Expr(expr) = &value.kind else { return false };
    matches!(&**expr, Expr::Path(_) | Expr::Binary(_)) && word(expr).is_none()
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    let key = opt.key.to_string();
    let method = OPTIONS.into_iter().find(|option| *option == key)?;
    let argument = match method {
        "n" => Argument::Count(reader.count(
            opt,
            Rule {
                off: false,
                zero: "not even the first attempt would be made; `n` counts all attempts, so 1 is no retry",
            },
        )?),
        "backoff" if closure(opt).is_some() => Argument::CustomBackoff,
        "backoff" => backoff(opt, reader)?,
        "jitter" => Argument::Jitter(jitter(opt, reader)?),
        "budget" => Argument::Rate(
            reader.rate(opt, Rule { off: true, zero: "write `off` for no budget, or `n = 1` for no retries" })?,
        ),
        "nested" => Argument::Flag(reader.flag(opt)?),
        _ => return None,
    };
    Some((method, argument))
}

/// A closure of an error, or a path.
fn on(opt: &Opt, reader: &mut Reader<'_>) -> Option<Question> {
    let question = reader.question(opt, "|error: &Error| ..")?;
    Some(match &question {
        Expr::Closure(closure) => Question::of(closure, 0),
        _ => Question::Typed(question),
    })
}

fn closure(opt: &Opt) -> Option<&ExprClosure> {
    match &opt.form {
        Form::Value(Value { kind: Kind::Expr(expr), .. }) => match &**expr {
            Expr::Closure(closure) => Some(closure),
            _ => None,
        },
        _ => None,
    }
}

fn two_arguments(closure: &ExprClosure, reader: &mut Reader<'_>) -> bool {
    if let Some(asyncness) = &closure.asyncness {
        reader.errors.at(asyncness, format_args!("this closure answers at once: remove `async` and write {TWICE}"));
        return false;
    }
    if closure.inputs.len() == 2 {
        return true;
    }
    let message = format!("this closure takes two arguments: write {TWICE}");
    match closure.inputs.iter().nth(2) {
        Some(third) => reader.errors.at(third, message),
        None => reader.errors.at(closure.inputs_begin, message),
    }
    false
}

fn backoff(opt: &Opt, reader: &mut Reader<'_>) -> Option<Argument> {
    let value = reader.value(opt, "exponential(50ms)")?;
    let wrong = |reader: &mut Reader<'_>, hint: &str| {
        reader.wrong_kind("backoff", BACKOFF, value, hint);
        None
    };
    let call = match &value.kind {
        Kind::Off => return Some(Argument::Backoff(Backoff::none().into())),
        Kind::Number(number) if number.duration().is_ok_and(|time| time.is_zero()) => {
            reader.errors.at(value, "write `backoff = off` to attempt again at once");
            return None;
        }
        Kind::Number(number) if number.duration().is_ok() => {
            reader.errors.at(value, format_args!("write `backoff = fixed({})`", value.to_token_stream()));
            return None;
        }
        Kind::Number(number) if number.duration() == Err(Fault::NoUnit) => {
            return wrong(reader, &format!(": write `backoff = fixed({}ms)`", number.digits()));
        }
        Kind::Expr(expr) => match &**expr {
            Expr::Call(call) => call,
            Expr::Path(_) if word(expr).is_none() => {
                return reader.constant("backoff", BACKOFF, value, expr).map(Argument::Rule);
            }
            Expr::Path(path) => {
                let hint = match nearest_rule(&path.to_token_stream().to_string()) {
                    Some(rule) => format!(": write `{rule}(50ms)`"),
                    None => String::new(),
                };
                return wrong(reader, &hint);
            }
            _ => return wrong(reader, ""),
        },
        _ => return wrong(reader, ""),
    };
    rule(call, reader).map(|backoff| Argument::Backoff(backoff.into()))
}

fn nearest_rule(word: &str) -> Option<&'static str> {
    const RULES: [&str; 4] = ["exponential", "fixed", "linear", "decorrelated"];
    RULES.into_iter().find(|rule| *rule == word).or_else(|| nearest(word, &RULES))
}

fn rule(call: &ExprCall, reader: &mut Reader<'_>) -> Option<Backoff> {
    const LIMIT: Rule = Rule { off: false, zero: "it would never wait; write `backoff = off` for that" };
    let word = call.func.to_token_stream().to_string().replace(' ', "");
    let rule = match nearest_rule(&word) {
        Some(rule) if rule == word => Ident::new(rule, Span::mixed_site()),
        Some(rule) => {
            reader.errors.at(&call.func, format_args!("unknown back-off `{word}`: did you mean `{rule}`?"));
            return None;
        }
        None => {
            reader.errors.at(&call.func, format_args!("unknown back-off `{word}`: there are {BACKOFF}"));
            return None;
        }
    };
    let mut args = call.args.iter();
    let Some(base) = args.next() else {
        reader.errors.at(&call.func, format_args!("how long is the first wait? Write `{word}(50ms)`"));
        return None;
    };
    let named = |key: &str, at: &Expr, value: &Expr| {
        let key = Ident::new(key, syn::spanned::Spanned::span(at));
        Opt { key, form: Form::Value(Value::of(value.clone())) }
    };
    let base = reader.duration(&named("backoff", base, base), LIMIT)?;
    let mut backoff = Backoff { rule, base, factor: None, max: None };
    for arg in args {
        match arg {
            Expr::Assign(assign)
                if (is(assign, "factor") && backoff.factor.is_some())
                    || (is(assign, "max") && backoff.max.is_some()) =>
            {
                let key = assign.left.to_token_stream();
                reader.errors.at(&assign.left, format_args!("`{key}` is given twice: keep one of them"));
                return None;
            }
            Expr::Assign(assign) if is(assign, "factor") && word == "exponential" => {
                backoff.factor = Some(factor(&assign.right, reader)?);
            }
            Expr::Assign(assign) if is(assign, "max") && word != "fixed" => {
                backoff.max = Some(reader.duration(&named("max", &assign.left, &assign.right), LIMIT)?);
            }
            max if word == "decorrelated" && backoff.max.is_none() && !matches!(max, Expr::Assign(_)) => {
                backoff.max = Some(reader.duration(&named("max", max, max), LIMIT)?);
            }
            other => {
                let known = match &*word {
                    "exponential" => "`exponential(50ms, factor = 2, max = 1s)`",
                    "linear" => "`linear(50ms, max = 1s)`",
                    "decorrelated" => "`decorrelated(50ms, 1s)`",
                    _ => "`fixed(50ms)`",
                };
                reader.errors.at(other, format_args!("write {known}"));
                return None;
            }
        }
    }
    if let (Setting::Given(base), Some(Setting::Given(max))) = (&backoff.base, &backoff.max) {
        if max < base {
            let at: Punctuated<_, Token![,]> = call.args.iter().skip(1).collect();
            reader.errors.at(&at, "`max` is what the wait grows to: make it at least as long as the first");
            return None;
        }
    }
    Some(backoff)
}

fn is(assign: &ExprAssign, key: &str) -> bool {
    assign.left.to_token_stream().to_string() == key
}

fn factor(value: &Expr, reader: &mut Reader<'_>) -> Option<Setting<f64>> {
    let value = Value::of(value.clone());
    let found = match &value.kind {
        Kind::Number(number) => number.plain(),
        Kind::Expr(expr) => {
            return reader.constant("factor", "a number such as `2` or `1.5`", &value, expr).map(Setting::Constant);
        }
        _ => None,
    };
    match found {
        Some(f64::INFINITY) => {
            reader.errors.at(&value, "this is too large for `factor`: write `factor = 2`");
            None
        }
        Some(found) if found >= 1.0 => Some(Setting::Given(found)),
        Some(_) => {
            reader.errors.at(&value, "a factor below 1 would make each wait shorter than the last: write `factor = 2`");
            None
        }
        None => {
            reader.wrong_kind("factor", "a number such as `2` or `1.5`", &value, "");
            None
        }
    }
}

fn jitter(opt: &Opt, reader: &mut Reader<'_>) -> Option<Jitter> {
    const RULES: [&str; 3] = ["none", "full", "equal"];
    let value = reader.value(opt, "full")?;
    let word = |word: &str| {
        let variant = match word {
            "none" => "None",
            "equal" => "Equal",
            _ => "Full",
        };
        Jitter::Rule(Ident::new(variant, Span::mixed_site()))
    };
    match &value.kind {
        Kind::Off => return Some(word("none")),
        Kind::Expr(expr) => match &**expr {
            Expr::Path(path) => {
                let written = path.to_token_stream().to_string();
                if let Some(rule) = RULES.into_iter().find(|rule| *rule == written) {
                    return Some(word(rule));
                }
                if written == "factor" {
                    reader.errors.at(value, "by how much? Write `factor(50%)`");
                    return None;
                }
                if let Some(rule) = nearest(&written, &RULES) {
                    reader.errors.at(value, format_args!("unknown jitter `{written}`: did you mean `{rule}`?"));
                    return None;
                }
            }
            Expr::Call(call) if call.func.to_token_stream().to_string() == "factor" && call.args.len() == 1 => {
                let opt = Opt {
                    key: Ident::new("jitter", opt.key.span()),
                    form: Form::Value(Value::of(call.args[0].clone())),
                };
                return reader.rate(&opt, Rule { off: false, zero: "write `jitter = none`" }).map(Jitter::Factor);
            }
            _ => {}
        },
        Kind::Number(number) if number.rate().is_ok() => {
            let share = value.to_token_stream().to_string().replace(' ', "");
            reader.errors.at(value, format_args!("write `jitter = factor({share})`"));
            return None;
        }
        _ => {}
    }
    reader.wrong_kind("jitter", JITTER, value, "");
    None
}

impl Retry {
    fn of(policy: Policy) -> Self {
        Self { policy, on: None, backoff: None }
    }
}

impl Backoff {
    fn none() -> Self {
        Self {
            rule: Ident::new("fixed", Span::mixed_site()),
            base: Setting::Given(Duration::ZERO),
            factor: None,
            max: None,
        }
    }
}

impl Question {
    /// Its argument at `index` says what it is asked of, or nothing.
    fn of(closure: &ExprClosure, index: usize) -> Self {
        let is_typed = matches!(closure.inputs.iter().nth(index), Some(Pat::Type(_)));
        let closure = Expr::Closure(closure.clone());
        if is_typed { Self::Typed(closure) } else { Self::OfError(closure) }
    }

    pub(crate) fn expr(&self) -> &Expr {
        match self {
            Self::OfError(expr) | Self::Typed(expr) => expr,
        }
    }
}
