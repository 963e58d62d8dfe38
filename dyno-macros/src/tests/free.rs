//! Which names of an expression come from outside of it.

use super::tokens;
use crate::model::free;

fn is_free(expr: &str) -> bool {
    let expr = syn::parse2(tokens(expr)).unwrap_or_else(|error| panic!("{expr}: {error}"));
    free(&expr, "sku").is_some()
}

#[test]
fn a_name_comes_from_outside_until_it_is_bound() {
    for expr in [
        "|_| sku > 1",
        "|other| sku.len() > other",
        "|_| format!(\"{sku}\").is_empty()",
        "|_| f(&sku, [1, sku][0], (sku,), S { sku })",
        "|_| { let sku = sku.len(); sku > 1 }",
        "|_| { if let Some(sku) = next() { sku } else { sku } }",
        "|_| { f(sku); let sku = 1; sku }",
        "|_| { let Some(other) = next() else { return sku }; other }",
        "|_| { { let sku = 1; } sku }",
        "|_| match next() { Some(sku) => sku, None => sku }",
        "|_| match sku { Some(sku) => sku, None => 1 }",
        "|_| match next() { Some(other) if other > sku => 1, _ => 2 }",
        "|_| matches!(next(), Some(other) if other > sku)",
        "|_| matches!(sku, Some(_))",
        "|_| [1].iter().any(|sku| *sku > 1) && sku",
        "|_| while sku > 1 {}",
        "|_| for sku in sku {}",
        "|_| known!(sku)",
        "|_| async { sku }",
        "|_| r#sku",
    ] {
        assert!(is_free(expr), "{expr}");
    }
}

#[test]
fn what_an_expression_binds_is_its_own() {
    for expr in [
        "|sku| sku > 1",
        "|(sku, other): (u8, u8)| sku > other",
        "|&Shelf { sku, .. }| sku > 1",
        "|_| shelf.sku > Shelf::sku() && sku::left()",
        "|_| Shelf { sku: 1 }",
        "|_| { let sku = 1; move || sku }",
        "|_| if let Some(sku) = next() && sku > 1 { sku } else { 1 }",
        "|_| while let Some(sku) = next() { f(sku) }",
        "|_| for sku in all() { f(sku) }",
        "|_| match next() { Some(sku) if sku > 1 => sku, Some(sku) | Ok(sku) => sku, _ => 1 }",
        "|_| matches!(next(), Ok(sku) if *sku > 1)",
        "|_| ::core::matches!(next(), | Ok(sku) | Err(sku) if sku > 1,)",
        "|_| all().any(|sku| { f(sku)?; &sku > 1 })",
        "|_| { let r#sku = 1; sku }",
    ] {
        assert!(!is_free(expr), "{expr}");
    }
}
