//! `breaker = "name"`, `breaker = true`, `breaker("name", failure_rate = 50%, ..)`.

use quote::ToTokens;
use syn::{Expr, ExprCall};

use crate::parse::{Fault, Form, Kind, Opt, Value};

use super::asked::{Asked, Origin};
use super::policy::{Argument, Policy, read_option};
use super::read::{COUNT, Reader, Rule, Setting};

/// The options inside `breaker(..)`.
pub(super) const OPTIONS: [&str; 13] = [
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
    "count_rejections",
];

/// What the runtime keeps at most in a window of calls.
const MAX_CALLS: u32 = 1_000_000;

/// Reads the option in any of its forms; `None` when it is off or wrong.
pub(super) fn read(asked: Asked, reader: &mut Reader<'_>) -> Option<Policy> {
    let origins = [Origin::Breaker, Origin::BreakerOption];
    let (breaker, gathered) = read_option(asked, origins, "breaker(\"name\", ..)", reader, read_setting)?;
    check_together(&gathered, &breaker, reader);
    Some(breaker)
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
        "count_rejections" => Argument::Flag(reader.flag(opt)?),
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
            Expr::Path(path) if path.path.is_ident("calls") => {
                reader.errors.at(path, "a window of calls takes their number: write `calls(100)`");
                return None;
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
fn check_together(gathered: &[Opt], breaker: &Policy, reader: &mut Reader<'_>) {
    let opt = |key: &str| gathered.iter().find(|opt| opt.key == key);
    let given = |key: &str| breaker.argument(key);
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
