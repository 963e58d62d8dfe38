//! What answers when the function cannot: a path, a closure or a literal.

use quote::ToTokens;
use syn::{Expr, ExprClosure, ExprPath, Pat, Type, UnOp};

use crate::parse::{Kind, NUMERIC, Opt, Value};

use super::evaluated::remedy;
use super::free::{binds, free};
use super::read::Reader;

/// The answer of last resort.
pub(crate) enum Fallback {
    /// Called with the same arguments.
    Path(ExprPath),
    /// Evaluated in place.
    Closure(Box<Closure>),
    /// The value itself.
    Literal(Expr),
}

/// `|error| answer`
pub(crate) struct Closure {
    pub(crate) error: Pat,
    /// `|error| -> Type { answer }`
    pub(crate) output: Option<Type>,
    pub(crate) answer: Expr,
}

impl Closure {
    /// Whether it looks at why it is asked.
    pub(crate) fn takes_cause(&self) -> bool {
        !matches!(self.error, Pat::Wild(_))
    }

    /// Whether its answer is made of a variable of the function that is called so.
    pub(super) fn mentions(&self, name: &str) -> bool {
        !binds(&self.error, name) && free(&self.answer, name).is_some()
    }
}

const EXAMPLE: &str = "|error| ..";

/// Reads the option; `None` when it is wrong.
pub(super) fn read(opt: &Opt, reader: &mut Reader<'_>) -> Option<Fallback> {
    let value = reader.value(opt, "path")?;
    match &value.kind {
        Kind::Text(_) | Kind::Bool(_) | Kind::Number(_) => literal(value, reader),
        Kind::Off => {
            reader.errors.at(value, "there is no fallback unless one is written: remove `fallback`");
            None
        }
        Kind::Expr(expr) => match &**expr {
            Expr::Closure(closure) => read_closure(closure, reader).map(|closure| Fallback::Closure(Box::new(closure))),
            Expr::Path(path) => read_path(path, reader),
            Expr::Lit(_) => Some(Fallback::Literal((**expr).clone())),
            Expr::Async(block) => {
                reader
                    .errors
                    .at(block.async_token, "write `|_| ..`: `.await` works inside of it when the function is async");
                None
            }
            _ => {
                reader.errors.at(value, remedy(value, expr));
                None
            }
        },
    }
}

fn literal(value: &Value, reader: &mut Reader<'_>) -> Option<Fallback> {
    if let Ok(expr) = syn::parse2::<Expr>(value.to_token_stream()) {
        let inner = match &expr {
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => &unary.expr,
            expr => expr,
        };
        let is_known = |suffix: &str| suffix.is_empty() || NUMERIC.contains(&suffix);
        if matches!(inner, Expr::Lit(found) if is_known(found.lit.suffix())) {
            return Some(Fallback::Literal(expr));
        }
    }
    let what = value.describe();
    reader
        .errors
        .at(value, format_args!("{what} is no value of Rust: write `|_| ..` with the value that the function returns"));
    None
}

fn read_path(path: &ExprPath, reader: &mut Reader<'_>) -> Option<Fallback> {
    let last = path.path.segments.last()?.ident.to_string();
    let is_constant = last.len() > 1
        && last.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    if last == "None" || is_constant {
        let source = path.to_token_stream().to_string().replace(' ', "");
        reader
            .errors
            .at(path, format_args!("a path is called with the function's arguments: write `|_| {source}` for a value, or `|_| Ok({source})` in a function that returns a `Result`"));
        return None;
    }
    Some(Fallback::Path(path.clone()))
}

fn read_closure(closure: &ExprClosure, reader: &mut Reader<'_>) -> Option<Closure> {
    if let Some(asyncness) = &closure.asyncness {
        let message = "remove `async`: in an async function `.await` works inside of the closure as it is";
        reader.errors.at(asyncness, message);
        return None;
    }
    if let Expr::Async(block) = &*closure.body {
        let message = "write the answer itself: in an async function `.await` works inside of the closure as it is";
        reader.errors.at(block.async_token, message);
        return None;
    }
    if !reader.one_argument(closure, EXAMPLE) {
        return None;
    }
    let output = match &closure.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, output) => Some((**output).clone()),
    };
    Some(Closure { error: closure.inputs.first()?.clone(), output, answer: (*closure.body).clone() })
}
