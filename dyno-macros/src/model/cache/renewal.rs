//! When a value is made anew before it expires: `policy = xfetch(beta = 1.5)`.

use quote::ToTokens;
use syn::{Expr, ExprAssign, ExprCall};

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
pub(super) fn read_policy(opt: &Opt, reader: &mut Reader<'_>) -> Option<Renewal> {
    let value = reader.value(opt, "adaptive")?;
    let wrong = |reader: &mut Reader<'_>, hint: &str| {
        reader.wrong_kind("policy", RENEWALS, value, hint);
        None
    };
    let Kind::Expr(expr) = &value.kind else { return wrong(reader, "") };
    match &**expr {
        Expr::Path(path) => {
            let word = path.to_token_stream().to_string();
            match &*word {
                "adaptive" => Some(Renewal::Adaptive),
                "linear" => Some(Renewal::Linear),
                "xfetch" => Some(Renewal::XFetch(None)),
                "exponential" => Some(Renewal::Exponential(None)),
                _ => match nearest(&word, &["adaptive", "xfetch", "linear", "exponential"]) {
                    Some(near) => wrong(reader, &format!(": did you mean `{near}`?")),
                    None => Some(Renewal::Custom((**expr).clone())),
                },
            }
        }
        Expr::Verbatim(tokens) if tokens.to_string() == "static" => Some(Renewal::Static),
        Expr::Call(call) => match &*call.func.to_token_stream().to_string() {
            "xfetch" => factor(call, "beta", reader).map(Renewal::XFetch),
            "exponential" => factor(call, "k", reader).map(Renewal::Exponential),
            _ => Some(Renewal::Custom((**expr).clone())),
        },
        other => Some(Renewal::Custom(other.clone())),
    }
}

/// `(beta = 1.5)` or `(1.5)`
#[expect(clippy::option_option, reason = "it may be wrong, and it may be left out")]
fn factor(call: &ExprCall, name: &str, reader: &mut Reader<'_>) -> Option<Option<Setting<f64>>> {
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
        _ => {
            reader.wrong_kind(name, "a number from 0 to 1,000", &value, "");
            None
        }
    }
}
