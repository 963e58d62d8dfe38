//! `rate_limit = 100 / 1s`, `rate_limit = "name"`, `rate_limit("name", 100 / 1s, burst = 10, wait = 200ms, by = tenant)`.

use std::time::Duration;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{BinOp, Expr, ExprBinary, Ident, Type};

use crate::parse::{Entry, Form, Kind, Number, Opt, Sense, Slip, Value, in_rust, mention};

use super::arg::bindings;
use super::asked::{Asked, Origin};
use super::errors::Errors;
use super::policy::{Argument, Policy, read_list};
use super::read::{Reader, Rule, Setting, word};
use super::subject::Subject;

/// The options inside `rate_limit(..)`.
pub(super) const OPTIONS: [&str; 5] = ["name", "limit", "burst", "wait", "by"];

const EXAMPLE: &str = "100 / 1s";
/// More than the runtime lets through at once.
const TOO_MANY: u32 = 1_000_000_001;
/// The longest time that the runtime takes for a limit.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// Reads the option in any of its forms, and the key by which calls are told apart; `None` when it is wrong or off.
pub(super) fn read(Asked { opt, origin }: Asked, reader: &mut Reader<'_>) -> (Option<Policy>, Option<Expr>) {
    let key = opt.key.clone();
    let entries = match opt.form {
        Form::Bare => Vec::new(),
        Form::List(entries) => entries,
        Form::Value(value) => match &value.kind {
            Kind::Bool(false) | Kind::Off => return (None, None),
            Kind::Bool(true) => Vec::new(),
            Kind::Text(_) if quoted_limit(&value).is_none() => {
                let name = reader.policy_name("rate_limit", "rate_limit", &value);
                return (name.map(|name| Policy::named(Some(name))), None);
            }
            _ => vec![Entry::Plain(value)],
        },
    };
    let origin = if origin == Origin::RateLimit { origin } else { Origin::RateLimitOption };
    read_settings(&key, entries, origin, reader)
}

fn read_settings(
    key: &Ident,
    entries: Vec<Entry>,
    origin: Origin,
    reader: &mut Reader<'_>,
) -> (Option<Policy>, Option<Expr>) {
    if entries.is_empty() {
        let message = format!(
            "how many may pass is not said: write `rate_limit({EXAMPLE})`, or the name of a limit that stands elsewhere"
        );
        reader.errors.at(key, message);
        return (None, None);
    }
    if let Some(message) = entries
        .windows(2)
        .find_map(|pair| with_comma(&pair[0], &pair[1]).or_else(|| with_word(plain(&pair[0])?, &pair[1])))
    {
        reader.errors.push(message);
        return (None, None);
    }
    let (mut by, mut is_wrong) = (None, false);
    let mut others = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        match entry {
            Entry::Named(opt) if opt.key == "by" && by.is_none() => by = Some(opt),
            // It may stand first, or behind the name.
            Entry::Plain(value) if at < 2 && is_limit(&value) => {
                let opt = Opt { key: Ident::new("limit", value.span()), form: Form::Value(value) };
                others.push(Entry::Named(opt));
            }
            entry => others.push(entry),
        }
    }
    let by = by.and_then(|opt| {
        let found = read_key(&opt, reader);
        is_wrong |= found.is_none();
        found
    });
    if others.is_empty() {
        let message = format!("how many may pass for each key is not said: write `rate_limit({EXAMPLE}, by = ..)`");
        if !is_wrong {
            reader.errors.at(key, message);
        }
        return (None, None);
    }
    let (policy, gathered) = read_list(others, origin, reader, read_setting);
    check_together(&gathered, reader);
    (Some(policy), by)
}

/// The key is made anew for each call, so it may mention the arguments.
pub(super) fn read_key(opt: &Opt, reader: &mut Reader<'_>) -> Option<Expr> {
    let value = reader.value(opt, "tenant")?;
    match &value.kind {
        Kind::Expr(expr) if !matches!(**expr, Expr::Closure(_) | Expr::Async(_) | Expr::Assign(_)) => {
            Some(in_rust(expr))
        }
        Kind::Expr(_) => {
            let message = format!(
                "`by` is the key itself, and this is {}: write `by = ..` with the arguments by their names",
                value.describe()
            );
            reader.errors.at(value, message);
            None
        }
        _ => {
            let message = format!(
                "every call would have the same key, because this is {}: write `by = ..` with the arguments by their names, or leave it out",
                value.describe()
            );
            reader.errors.at(value, message);
            None
        }
    }
}

fn read_setting(opt: &Opt, reader: &mut Reader<'_>) -> Option<(&'static str, Argument)> {
    let key = opt.key.to_string();
    let method = OPTIONS.into_iter().find(|option| *option == key)?;
    let argument = match method {
        "limit" => match read_limit(opt, reader)? {
            rate @ Argument::Rule(_) => return Some(("rate", rate)),
            limit => limit,
        },
        "burst" => {
            let burst = reader.count(opt, Rule { off: true, zero: "no call could ever pass" })?;
            if let (Setting::Given(TOO_MANY..), Form::Value(value)) = (&burst, &opt.form) {
                reader.errors.at(value, "a burst has 1,000,000,000 calls at most");
                return None;
            }
            Argument::MaybeCount(burst)
        }
        "wait" => match &opt.form {
            Form::Value(value) if matches!(value.kind, Kind::Off | Kind::Bool(false)) => {
                reader.errors.at(value, "write `0s` where nobody may wait, or leave it out");
                return None;
            }
            _ => Argument::Duration(reader.duration(opt, Rule { off: false, zero: "" })?),
        },
        // One was taken out of the list.
        _ => {
            reader.errors.at(&opt.key, "`by` is given twice: keep one of them");
            return None;
        }
    };
    Some((method, argument))
}

/// `100 / 1s`: each half by itself, so that what is wrong is shown there.
fn read_limit(opt: &Opt, reader: &mut Reader<'_>) -> Option<Argument> {
    let value = reader.value(opt, EXAMPLE)?;
    if let Kind::Expr(expr) = &value.kind {
        if matches!(**expr, Expr::Path(_)) && word(expr).is_none() {
            return reader.constant("limit", EXAMPLE, value, expr).map(Argument::Rule);
        }
    }
    let Some((count, per)) = halves(value) else {
        let message = match &value.kind {
            Kind::Number(number) if number.count().is_ok() => {
                format!("in what time is not said: write `{} / 1s`", number.digits())
            }
            _ => match quoted_limit(value) {
                Some((count, per)) => format!("write `{count} / {per}`, without quotes"),
                None => {
                    format!("`limit` takes how many in what time, as in `{EXAMPLE}`, and this is {}", value.describe())
                }
            },
        };
        reader.errors.at(value, message);
        return None;
    };
    let (count, per) = (Value::of(count.clone()), Value::of(per.clone()));
    if let Some((at, message)) = wrong_halves(value, &count, &per) {
        reader.errors.at(at, message);
        return None;
    }
    let half = |value| Opt { key: opt.key.clone(), form: Form::Value(value) };
    let (count, per) = (half(count), half(per));
    let count = reader.count(&count, Rule { off: false, zero: "no call could ever pass" });
    let per =
        reader.duration(&per, Rule { off: false, zero: "so many in no time are no limit; leave `rate_limit` out" });
    let (count, per) = (count?, per?);
    match (&count, &per) {
        (Setting::Given(TOO_MANY..), _) => {
            reader.errors.at(value, "a limit lets 1,000,000,000 through at most in its time");
            None
        }
        (Setting::Given(count), Setting::Given(per)) if per.as_nanos() < u128::from(*count) => {
            reader.errors.at(value, "a limit lets one through in a nanosecond at most");
            None
        }
        _ => Some(Argument::Limit(count, per)),
    }
}

/// `1s / 100`, `100 / s`, or a time that is too long.
fn wrong_halves<'v>(value: &'v Value, count: &'v Value, per: &'v Value) -> Option<(&'v Value, String)> {
    let time = |half: &Value| match &half.kind {
        Kind::Number(number) => number.duration().ok(),
        _ => None,
    };
    let is_long = |time| time > LONGEST;
    // `5 / s`
    let unit = match &per.kind {
        Kind::Expr(expr) => word(expr).and_then(|word| Number::of_text(&format!("1{word}"))),
        _ => None,
    };
    if let Some(one) = unit {
        return Some((per, format!("write `{} / {one}`", count.to_token_stream())));
    }
    match (time(count), &per.kind) {
        (Some(time), Kind::Number(many)) if many.count().is_ok() => {
            let swapped = format!("how many stands first: write `{} / {}`", many.digits(), count.to_token_stream());
            let too_long =
                format!("how many stands first, as in `{EXAMPLE}`, and the time is 366 days at most, `8784h`");
            Some((value, if is_long(time) { too_long } else { swapped }))
        }
        _ if time(per).is_some_and(is_long) => {
            Some((per, "the time of a limit is 366 days at most: write `8784h` or less".to_owned()))
        }
        _ => None,
    }
}

fn plain(entry: &Entry) -> Option<&Value> {
    match entry {
        Entry::Plain(value) => Some(value),
        _ => None,
    }
}

/// `5 per 1s`
pub(super) fn with_word(count: &Value, word: &Entry) -> Option<syn::Error> {
    let Entry::Broken(Slip::Unexpected(word @ TokenTree::Ident(_))) = word else { return None };
    let Kind::Number(many) = &count.kind else { return None };
    let message = format!("write `/` instead of `{word}`, as in `{} / 1s`", many.digits());
    many.count().is_ok().then(|| syn::Error::new(word.span(), message))
}

/// `100, 1s`
fn with_comma(count: &Entry, per: &Entry) -> Option<syn::Error> {
    let (Entry::Plain(count), Entry::Plain(per)) = (count, per) else { return None };
    let (Kind::Number(many), Kind::Number(time)) = (&count.kind, &per.kind) else { return None };
    let are_halves = many.count().is_ok() && time.duration().is_ok();
    let message = format!("so many in that time are one value: write `{} / {}`", many.digits(), per.to_token_stream());
    are_halves.then(|| syn::Error::new(per.span(), message))
}

fn halves(value: &Value) -> Option<(&Expr, &Expr)> {
    let Kind::Expr(expr) = &value.kind else { return None };
    let Expr::Binary(ExprBinary { left, op: BinOp::Div(_), right, .. }) = &**expr else { return None };
    Some((left, right))
}

/// Whether a value without a key is meant to be the limit.
fn is_limit(value: &Value) -> bool {
    matches!(value.kind, Kind::Number(_)) || halves(value).is_some() || quoted_limit(value).is_some()
}

/// `"100 / 1s"`, `"100/s"`
fn quoted_limit(value: &Value) -> Option<(Number, Number)> {
    let Kind::Text(text) = &value.kind else { return None };
    Number::rate_of_text(&text.value())
}

/// Settings stand once, and the first of them is the limit.
fn check_together(gathered: &[Opt], reader: &mut Reader<'_>) {
    if gathered.iter().any(|opt| opt.key == "limit") {
        return;
    }
    if let Some(opt) = gathered.iter().find(|opt| opt.key == "burst" || opt.key == "wait") {
        let message = format!(
            "`{}` is a setting of a limit that stands here: write that first, as in `{EXAMPLE}`, or leave the settings to where it stands",
            opt.key
        );
        reader.errors.at(&opt.key, message);
    }
}

/// A key that is one of the arguments outlives the call.
pub(super) fn check_owned(by: &Expr, subject: &Subject, errors: &mut Errors) {
    let is_it = |name: &Ident| matches!(by, Expr::Path(path) if path.path.is_ident(name));
    if subject.args.iter().any(|arg| arg.pattern.is_none() && is_it(&arg.name) && holds_a_borrow(&arg.ty)) {
        let message = "a key is kept when the call has ended, and what this argument holds is only borrowed: make an owned value of it, such as \
                       a number, a `String`, or a `Vec` of them";
        errors.at(by, message);
    }
}

/// A key is made before the body has taken its arguments apart.
pub(super) fn check_key(by: &Expr, subject: &Subject, errors: &mut Errors) {
    let tokens: TokenStream = by.to_token_stream();
    for arg in subject.args.iter().filter(|arg| arg.is_hidden() && !arg.is_held()) {
        let names = arg.pattern.iter().flat_map(bindings).map(|pat| pat.ident.to_string());
        let mentioned = names.into_iter().find_map(|name| mention(tokens.clone(), &name, Sense::Variable));
        if let Some(token) = mentioned {
            errors.at(token, "this argument is taken apart in the body, and the key is made before: give it a name there, and take it apart in the body");
        }
    }
}

/// Whether a type, or what it is a reference to, holds what is borrowed for less than ever. What is said of a trait or a function is no
/// borrow.
fn holds_a_borrow(ty: &Type) -> bool {
    let ty = match ty {
        Type::Reference(reference) => &*reference.elem,
        ty => ty,
    };
    let is_said =
        ["dyn", "impl", "fn"].into_iter().any(|word| mention(ty.to_token_stream(), word, Sense::Any).is_some());
    !is_said && borrows(ty.to_token_stream())
}

fn borrows(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => borrows(group.stream()),
        TokenTree::Ident(word) => at > 0 && is(at - 1, '\'') && word != "static",
        TokenTree::Punct(punct) => punct.as_char() == '&' && !is(at + 1, '\''),
        TokenTree::Literal(_) => false,
    })
}
