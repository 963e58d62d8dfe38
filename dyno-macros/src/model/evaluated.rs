//! What is evaluated at once, where a fallback is wanted that can wait: how it is to be written instead.

use quote::ToTokens;
use syn::{Expr, ExprCall, UnOp};

use crate::parse::Value;

/// The remedy, with the user's own words as far as the compiler still knows them.
pub(super) fn remedy(value: &Value, expr: &Expr) -> String {
    let what = value.describe();
    let source = written(expr).or_else(|| source(value)).unwrap_or_else(|| "..".to_owned());
    let call = match expr {
        Expr::Await(awaited) => &awaited.base,
        expr => expr,
    };
    if let Expr::Call(call) = call {
        let function = written(&call.func).unwrap_or_default();
        match (&*function, call.args.first()) {
            ("Ok", Some(inside)) if is_literal(inside) => {
                return format!("a literal is wrapped by itself: write `{}`", written(inside).unwrap_or_default());
            }
            ("Some", Some(inside)) if is_literal(inside) => {
                let literal = written(inside).unwrap_or_default();
                return format!(
                    "a literal is wrapped by itself: write `{literal}`, or `|_| Ok({source})` in a function that returns a `Result`"
                );
            }
            ("Ok" | "Err", _) => return format!("{what} is evaluated when it is needed: write `|_| {source}`"),
            _ if hands_on_arguments(call, &function) => {
                return format!(
                    "a path is called with the function's own arguments: write `{function}`, or `|_| {source}` with arguments of your choice"
                );
            }
            _ => {}
        }
    }
    format!(
        "{what} is evaluated when it is needed: write `|_| {source}`, or `|_| Ok({source})` in a function that returns a `Result`"
    )
}

/// Whether it may mean to hand on what the function was called with: `last_known(sku, &depot)`, and not `Stock(sku)` or `nothing()`.
fn hands_on_arguments(call: &ExprCall, function: &str) -> bool {
    let name = function.rsplit("::").next().unwrap_or_default();
    let is_name = |argument: &Expr| match argument {
        Expr::Reference(reference) => matches!(*reference.expr, Expr::Path(_)),
        argument => matches!(argument, Expr::Path(_)),
    };
    name.starts_with(|first: char| first.is_lowercase() || first == '_')
        && !call.args.is_empty()
        && call.args.iter().all(is_name)
}

fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Unary(unary) => matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))),
        _ => false,
    }
}

/// Writes what is made of names, literals and calls as a person does.
fn written(expr: &Expr) -> Option<String> {
    Some(match expr {
        Expr::Path(path) => spaceless(&path.to_token_stream().to_string()),
        Expr::Lit(literal) => literal.to_token_stream().to_string(),
        Expr::Unary(_) if is_literal(expr) => spaceless(&expr.to_token_stream().to_string()),
        Expr::Reference(reference) if reference.mutability.is_none() => format!("&{}", written(&reference.expr)?),
        Expr::Call(call) => {
            let args: Option<Vec<_>> = call.args.iter().map(written).collect();
            format!("{}({})", written(&call.func)?, args.map_or_else(|| "..".to_owned(), |args| args.join(", ")))
        }
        Expr::Await(awaited) => format!("{}.await", written(&awaited.base)?),
        Expr::Field(field) => format!("{}.{}", written(&field.base)?, field.member.to_token_stream()),
        Expr::Try(tried) => format!("{}?", written(&tried.expr)?),
        _ => return None,
    })
}

fn spaceless(tokens: &str) -> String {
    tokens.replace(' ', "")
}

/// What the user wrote, where it is one token.
fn source(value: &Value) -> Option<String> {
    value.span().source_text().filter(|_| value.to_token_stream().into_iter().count() == 1)
}
