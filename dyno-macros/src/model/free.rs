//! The variables that an expression has from outside of it.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{BinOp, Block, Expr, Macro, Pat, Stmt, Token};

use crate::parse::{Sense, mention};

use super::arg::bindings;

/// Finds the first token by which an expression means a variable of that name which is not its own. Where it takes no names of
/// its own, any mention does.
pub(crate) fn free(expr: &Expr, name: &str) -> Option<TokenTree> {
    match expr {
        Expr::Closure(closure) => behind(closure.inputs.iter().any(|pat| binds(pat, name)), &closure.body, name),
        Expr::Async(found) => in_block(&found.block, name),
        Expr::Block(found) => in_block(&found.block, name),
        Expr::Const(found) => in_block(&found.block, name),
        Expr::Loop(found) => in_block(&found.body, name),
        Expr::Unsafe(found) => in_block(&found.block, name),
        Expr::ForLoop(found) => {
            free(&found.expr, name).or_else(|| if binds(&found.pat, name) { None } else { in_block(&found.body, name) })
        }
        Expr::While(found) => {
            free(&found.cond, name).or_else(|| if lets(&found.cond, name) { None } else { in_block(&found.body, name) })
        }
        Expr::If(found) => {
            let then = || if lets(&found.cond, name) { None } else { in_block(&found.then_branch, name) };
            let otherwise = || free(&found.else_branch.as_ref()?.1, name);
            free(&found.cond, name).or_else(then).or_else(otherwise)
        }
        Expr::Match(found) => {
            let in_arms = || {
                found.arms.iter().find_map(|arm| match &arm.pat {
                    Pat::Guard(pat) => in_arm(&pat.pat, Some(&pat.guard), Some(&arm.body), name),
                    pat => in_arm(pat, None, Some(&arm.body), name),
                })
            };
            free(&found.expr, name).or_else(in_arms)
        }
        Expr::Let(found) => free(&found.expr, name),
        Expr::Binary(found) => free(&found.left, name)
            .or_else(|| behind(matches!(found.op, BinOp::And(_)) && lets(&found.left, name), &found.right, name)),
        Expr::Macro(found) => in_macro(&found.mac, name),
        Expr::Array(found) => first(&found.elems, name),
        Expr::Assign(found) => first([&*found.left, &*found.right], name),
        Expr::Await(found) => free(&found.base, name),
        Expr::Call(found) => free(&found.func, name).or_else(|| first(&found.args, name)),
        Expr::Cast(found) => free(&found.expr, name),
        Expr::Field(found) => free(&found.base, name),
        Expr::Group(found) => free(&found.expr, name),
        Expr::Index(found) => first([&*found.expr, &*found.index], name),
        Expr::MethodCall(found) => free(&found.receiver, name).or_else(|| first(&found.args, name)),
        Expr::Paren(found) => free(&found.expr, name),
        Expr::Reference(found) => free(&found.expr, name),
        Expr::Return(found) => free(found.expr.as_ref()?, name),
        Expr::Try(found) => free(&found.expr, name),
        Expr::Tuple(found) => first(&found.elems, name),
        Expr::Unary(found) => free(&found.expr, name),
        other => mention(other.to_token_stream(), name, Sense::Variable),
    }
}

fn first<'a>(exprs: impl IntoIterator<Item = &'a Expr>, name: &str) -> Option<TokenTree> {
    exprs.into_iter().find_map(|expr| free(expr, name))
}

/// What stands where the name may be the expression's own.
fn behind(is_own: bool, expr: &Expr, name: &str) -> Option<TokenTree> {
    if is_own { None } else { free(expr, name) }
}

/// `pattern if guard => body`, of which `matches!` has no body.
fn in_arm(pat: &Pat, guard: Option<&Expr>, body: Option<&Expr>, name: &str) -> Option<TokenTree> {
    if binds(pat, name) {
        return None;
    }
    let is_own = guard.is_some_and(|guard| lets(guard, name));
    guard.and_then(|guard| free(guard, name)).or_else(|| behind(is_own, body?, name))
}

fn in_block(block: &Block, name: &str) -> Option<TokenTree> {
    for stmt in &block.stmts {
        let found = match stmt {
            Stmt::Local(local) => {
                let init = local.init.as_ref();
                let diverge = || free(&init?.diverge.as_ref()?.1, name);
                let found = init.and_then(|init| free(&init.expr, name)).or_else(diverge);
                if found.is_none() && binds(&local.pat, name) {
                    return None;
                }
                found
            }
            Stmt::Expr(expr, _) => free(expr, name),
            Stmt::Macro(found) => in_macro(&found.mac, name),
            Stmt::Item(item) => mention(item.to_token_stream(), name, Sense::Variable),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Of all macros that may name something, the grammar of one is known: `matches!(value, pattern if guard)`.
fn in_macro(found: &Macro, name: &str) -> Option<TokenTree> {
    let matches = |input: ParseStream| {
        let value: Expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = input.parse::<Option<Token![if]>>()?.map(|_| input.parse::<Expr>()).transpose()?;
        input.parse::<Option<Token![,]>>()?;
        Ok((value, pattern, guard))
    };
    let is_known = found.path.segments.last().is_some_and(|last| last.ident == "matches");
    match matches.parse2(found.tokens.clone()) {
        Ok((value, pattern, guard)) if is_known => {
            free(&value, name).or_else(|| in_arm(&pattern, guard.as_ref(), None, name))
        }
        _ => mention(found.tokens.clone(), name, Sense::Variable),
    }
}

/// Whether a condition binds the name for what stands behind it.
fn lets(cond: &Expr, name: &str) -> bool {
    match cond {
        Expr::Let(found) => binds(&found.pat, name),
        Expr::Binary(found) if matches!(found.op, BinOp::And(_)) => lets(&found.left, name) || lets(&found.right, name),
        _ => false,
    }
}

/// Whether a pattern makes a variable of that name.
pub(super) fn binds(pat: &Pat, name: &str) -> bool {
    bindings(pat).into_iter().any(|pat| pat.ident.unraw() == name)
}
