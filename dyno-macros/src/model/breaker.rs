//! `breaker = "name"`, `breaker = true`, `breaker("name", failure_rate = 50%, ..)`.

use std::time::Duration;

use quote::ToTokens;
use syn::{Expr, ExprCall, Ident};

use crate::parse::{Entry, Fault, Form, Kind, Opt, Value};

use super::asked::{Asked, Origin, gather};
use super::read::{COUNT, Reader, Rule, Setting};

/// The breaker that a function asks for.
pub(crate) struct Breaker {
    /// `None` is the command's own.
    pub(crate) name: Option<Expr>,
    pub(crate) declared: Vec<Declared>,
}

/// One setting: a method of the builder and what it is given.
pub(crate) struct Declared {
    pub(crate) method: Ident,
    pub(crate) argument: Argument,
}

/// What a method of the builder is given.
pub(crate) enum Argument {
    Duration(Setting<Duration>),
    Rate(Setting<f64>),
    Count(Setting<u32>),
    Calls(Setting<u32>),
    /// A rule for how long to stay open.
    Rule(Expr),
}

/// The options inside `breaker(..)`.
pub(super) const OPTIONS: [&str; 12] = [
    "name",
    "window",
    "failure_rate",
    "slow_call",
    "slow_rate",
    "min_calls",
    "consecutive",
    "open_for",
    "open_max",
    "jitter",
    "probes",
    "probe_lease",
];

/// What the runtime keeps at most in a window of calls.
const MAX_CALLS: u32 = 1_000_000;

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> Option<Breaker> {
    let none = |name| Breaker { name, declared: Vec::new() };
    match opt.form {
        Form::Bare => Some(none(None)),
        Form::List(entries) => {
            let origin = if origin == Origin::Breaker { origin } else { Origin::Settings };
            Some(read_list(entries, origin, reader))
        }
        Form::Value(value) => match &value.kind {
            Kind::Bool(true) => Some(none(None)),
            Kind::Bool(false) | Kind::Off => None,
            Kind::Text(_) | Kind::Expr(_) => Some(none(Some(reader.text_value("breaker", &value)?))),
            Kind::Number(_) => {
                reader.wrong_kind("breaker", "a name, `true` or a list", &value, ": write `breaker(\"name\", ..)`");
                None
            }
        },
    }
}

fn read_list(mut entries: Vec<Entry>, origin: Origin, reader: &mut Reader<'_>) -> Breaker {
    let mut breaker = Breaker { name: None, declared: Vec::new() };
    if let Some(Entry::Plain(value)) = entries.first().filter(|entry| is_name(entry)) {
        breaker.name = reader.text_value("name", value);
        entries.remove(0);
        for entry in &entries {
            match entry {
                Entry::Named(opt) if opt.key == "name" => {
                    reader.errors.at(&opt.key, "the name is given twice: keep one of them");
                }
                _ => {}
            }
        }
    }
    let mut gathered = Vec::new();
    gather(&mut gathered, origin, entries, reader.errors);
    let gathered: Vec<Opt> = gathered.into_iter().map(|asked| asked.opt).collect();
    for opt in &gathered {
        if opt.key == "name" {
            breaker.name = reader.text(opt);
        } else if let Some((method, argument)) = read_setting(opt, reader) {
            breaker.declared.push(Declared { method: Ident::new(method, opt.key.span()), argument });
        }
    }
    check_together(&gathered, &breaker, reader);
    breaker
}

fn is_name(entry: &Entry) -> bool {
    matches!(entry, Entry::Plain(Value { kind: Kind::Text(_) | Kind::Expr(_), .. }))
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    let key = opt.key.to_string();
    let method = OPTIONS.into_iter().find(|option| *option == key)?;
    let rule = |off, zero| Rule { off, zero };
    let argument = match method {
        "window" => window(opt, reader)?,
        "failure_rate" => Argument::Rate(
            reader.rate(opt, rule(true, "it would trip without a failure; write `off` to not judge by it"))?,
        ),
        "slow_call" => Argument::Duration(
            reader.duration(opt, rule(true, "every call would be slow; write `off` to not judge by it"))?,
        ),
        "slow_rate" => Argument::Rate(reader.rate(opt, rule(false, "it would trip without a slow call"))?),
        "min_calls" => Argument::Count(reader.count(opt, rule(false, "a verdict needs at least one call"))?),
        "consecutive" => Argument::Count(
            reader.count(opt, rule(true, "it would trip without a failure; write `off` to not judge by it"))?,
        ),
        "open_for" => {
            if let Form::Value(Value { kind: Kind::Expr(expr), .. }) = &opt.form {
                if let Expr::Closure(closure) = &**expr {
                    let fits = reader.one_argument(closure, "|attempt| ..")
                        && reader.scope.check(expr, "open_for", reader.errors);
                    return fits.then(|| ("open_for_by", Argument::Rule((**expr).clone())));
                }
            }
            Argument::Duration(reader.duration(opt, rule(false, "it would never stay open"))?)
        }
        "open_max" => Argument::Duration(reader.duration(opt, rule(false, "it would never stay open"))?),
        "jitter" => Argument::Rate(reader.rate(opt, rule(false, ""))?),
        "probes" => Argument::Count(reader.count(opt, rule(false, "it would never close again"))?),
        _ => Argument::Duration(
            reader.duration(opt, rule(true, "no probe could report in time; write `off` for the default"))?,
        ),
    };
    Some((method, argument))
}

/// A duration, or `calls(100)`.
fn window(opt: &Opt, reader: &mut Reader<'_>) -> Option<Argument> {
    match &opt.form {
        Form::Value(Value { kind: Kind::Expr(expr), .. }) => match &**expr {
            Expr::Call(call) if call.func.to_token_stream().to_string() == "calls" => {
                return calls(call, reader).map(Argument::Calls);
            }
            _ => {}
        },
        Form::Value(value @ Value { kind: Kind::Number(number), .. }) if number.duration() == Err(Fault::NoUnit) => {
            let digits = number.digits();
            reader.errors.at(value, format_args!("`window` has no unit: write `{digits}s` or `calls({digits})`"));
            return None;
        }
        _ => {}
    }
    reader.duration(opt, Rule { off: false, zero: "nothing would be counted" }).map(Argument::Duration)
}

fn calls(call: &ExprCall, reader: &mut Reader<'_>) -> Option<Setting<u32>> {
    let value = match call.args.iter().collect::<Vec<_>>()[..] {
        [argument] => Some(Value::of(argument.clone())),
        _ => None,
    };
    let number = match &value {
        Some(value @ Value { kind: Kind::Expr(expr), .. }) if !matches!(**expr, Expr::Unary(_)) => {
            return reader.constant("calls(..)", COUNT, value, expr).map(Setting::Constant);
        }
        Some(Value { kind: Kind::Number(number), .. }) => number.count().ok(),
        _ => None,
    };
    match number {
        Some(0) => reader.errors.at(&call.args, "`window` cannot be zero: nothing would be counted"),
        Some(calls) if calls > MAX_CALLS => reader.errors.at(&call.args, "a window holds 1,000,000 calls at most"),
        Some(calls) => return Some(Setting::Given(calls)),
        None => reader.errors.at(call, "a window of calls takes a whole number: write `calls(100)`"),
    }
    None
}

/// Rules between settings.
fn check_together(gathered: &[Opt], breaker: &Breaker, reader: &mut Reader<'_>) {
    let opt = |key: &str| gathered.iter().find(|opt| opt.key == key);
    let given =
        |key: &str| breaker.declared.iter().find(|declared| declared.method == key).map(|declared| &declared.argument);
    let time = |key: &str| match given(key) {
        Some(Argument::Duration(Setting::Given(time))) => Some(*time),
        _ => None,
    };
    if let Some(slow_rate) = opt("slow_rate") {
        let message = "`slow_rate` has nothing to judge: say with `slow_call = ..` when a call is slow";
        match given("slow_call") {
            None if opt("slow_call").is_none() => reader.errors.at(&slow_rate.key, message),
            Some(Argument::Duration(Setting::Off)) => reader.errors.at(&slow_rate.key, message),
            _ => {}
        }
    }
    if let (Some(open_for), Some(open_max)) = (time("open_for"), time("open_max")) {
        if let Some(Opt { form: Form::Value(value), .. }) = opt("open_max").filter(|_| open_max < open_for) {
            reader.errors.at(value, "`open_max` is what `open_for` grows to: make it at least as long");
        }
    }
}
