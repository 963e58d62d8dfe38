//! When a value is made anew before it expires: `policy = xfetch(beta = 1.5)`.

use quote::ToTokens;
use syn::{Expr, ExprAssign, ExprCall, Path};

use crate::parse::{Kind, Opt, Value, nearest};

use super::super::read::{Reader, Setting};

/// A rule for when to make a value anew before it expires.
pub(crate) enum Renewal {
    Adaptive,
    XFetch(Option<Setting<f64>>),
    Static,
    Linear,
    Exponential(Option<Setting<f64>>),
    /// A type of the user's.
    Custom(Expr),
}

const RENEWALS: &str =
    "`adaptive`, `xfetch(beta = 1)`, `static`, `linear`, `exponential(k = 2)` or a value that is an `EarlyRefresh`";
/// Reads a word, a call of one, or a value of the user's.
pub(super) fn read_policy(opt: &Opt, reader: &mut Reader<'_>) -> Option<Renewal> {
    let value = reader.value(opt, "adaptive")?;
    let expr = match &value.kind {
        Kind::Expr(expr) => &**expr,
        Kind::Text(text) => {
            reader.wrong_kind("policy", RENEWALS, value, &format!(": write `{}`, without quotes", text.value()));
            return None;
        }
        _ => {
            reader.wrong_kind("policy", RENEWALS, value, "");
            return None;
        }
    };
    match read_expr(expr, reader) {
        Ok(renewal) => renewal,
        Err(hint) => {
            reader.wrong_kind("policy", RENEWALS, value, &hint);
            None
        }
    }
}

/// Reads an expression, or says what to write instead; `None` where that has been said.
fn read_expr(expr: &Expr, reader: &mut Reader<'_>) -> Result<Option<Renewal>, String> {
    let custom = || Ok(Some(Renewal::Custom(expr.clone())));
    match expr {
        Expr::Path(path) => match variant(&path.path) {
            Some(word) => Err(format!(": write `{word}`")),
            None => word(&path.path).map_or_else(custom, |word| of_word(&word).map(Some)),
        },
        Expr::Struct(literal) => match variant(&literal.path) {
            Some(word) => Err(format!(": write `{word}`")),
            None => custom(),
        },
        Expr::Verbatim(tokens) if tokens.to_string() == "static" => Ok(Some(Renewal::Static)),
        Expr::Verbatim(_) => Err(WITHOUT_PARENTHESES.replace("{}", "static")),
        Expr::Closure(_) => Err(": give a value of a type that implements `dyno::EarlyRefresh`".to_owned()),
        Expr::Call(call) => {
            let word = match &*call.func {
                Expr::Path(path) => word(&path.path),
                _ => None,
            };
            match word.as_deref() {
                Some("xfetch") => Ok(factor(call, ("beta", "1"), reader).map(Renewal::XFetch)),
                Some("exponential") => Ok(factor(call, ("k", "2"), reader).map(Renewal::Exponential)),
                Some(word @ ("adaptive" | "linear")) => Err(WITHOUT_PARENTHESES.replace("{}", word)),
                Some(word) => nearest(word, &WORDS).map_or_else(custom, |near| Err(did_you_mean(near))),
                None => custom(),
            }
        }
        _ => custom(),
    }
}

const WORDS: [&str; 4] = ["adaptive", "xfetch", "linear", "exponential"];
const WITHOUT_PARENTHESES: &str = ": write `{}`, without parentheses";

fn of_word(word: &str) -> Result<Renewal, String> {
    match word {
        "adaptive" => Ok(Renewal::Adaptive),
        "linear" => Ok(Renewal::Linear),
        "xfetch" => Ok(Renewal::XFetch(None)),
        "exponential" => Ok(Renewal::Exponential(None)),
        _ => Err(nearest(word, &WORDS).map_or_else(String::new, did_you_mean)),
    }
}

fn did_you_mean(near: &str) -> String {
    format!(": did you mean `{near}`?")
}

/// A single word that is none of the user's types or constants.
fn word(path: &Path) -> Option<String> {
    path.get_ident().map(ToString::to_string).filter(|word| word.starts_with(char::is_lowercase))
}

/// What a variant of `CachePolicy` is called here.
fn variant(path: &Path) -> Option<&'static str> {
    let mut last = path.segments.iter().rev();
    let (variant, owner) = (last.next()?, last.next()?);
    (owner.ident == "CachePolicy").then(|| match &*variant.ident.to_string() {
        "Static" => "static",
        "Linear" => "linear",
        "XFetch" => "xfetch(beta = 1)",
        "Exponential" => "exponential(k = 2)",
        _ => "adaptive",
    })
}

/// `(beta = 1.5)` or `(1.5)`
#[expect(clippy::option_option, reason = "it may be wrong, and it may be left out")]
fn factor(call: &ExprCall, (name, usual): (&str, &str), reader: &mut Reader<'_>) -> Option<Option<Setting<f64>>> {
    let given = match call.args.first() {
        None => return Some(None),
        Some(Expr::Assign(ExprAssign { left, right, .. })) if left.to_token_stream().to_string() == name => right,
        Some(Expr::Assign(assign)) => {
            reader.errors.at(&assign.left, format_args!("this has one number: write `{name} = ..`"));
            return None;
        }
        Some(given) => given,
    };
    if let Some(second) = call.args.iter().nth(1) {
        reader.errors.at(second, format_args!("this has one number, `{name}`: remove the others"));
        return None;
    }
    let value = Value::of(given.clone());
    let found = match &value.kind {
        Kind::Number(number) => number.plain(),
        Kind::Expr(expr) => {
            let constant = reader.constant(name, "a number such as `1.5`", &value, expr)?;
            return Some(Some(Setting::Constant(constant)));
        }
        _ => None,
    };
    match found {
        Some(found) if (0.0..=1_000.0).contains(&found) => Some(Some(Setting::Given(found))),
        _ if matches!(&value.kind, Kind::Number(number) if number.is_of_no_unit()) => {
            reader.errors.at(&value, format_args!("`{name}` lies between 0 and 1,000: write `{name} = {usual}`"));
            None
        }
        _ => {
            reader.wrong_kind(name, "a number from 0 to 1,000", &value, "");
            None
        }
    }
}
