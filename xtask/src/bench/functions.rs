//! Four hundred functions as a service might have them, annotated or bare.

/// How many there are.
pub(super) const COUNT: usize = 400;

/// How many stand in one module.
const IN_A_MODULE: usize = 50;

/// Writes the library with all of them.
pub(super) fn library(annotated: bool) -> String {
    let modules = (0..COUNT / IN_A_MODULE).map(|module| {
        let first = module * IN_A_MODULE;
        let functions: Vec<String> = (first..first + IN_A_MODULE).map(|at| function(at, annotated)).collect();
        let import = if annotated { "use dyno::{Cause, command};\n" } else { "" };
        format!("pub mod m{module} {{\n{import}use crate::{{Client, Fault, Item}};\n{}}}\n", functions.concat())
    });
    HEAD.to_owned() + &modules.collect::<String>()
}

/// What stands above the modules.
const HEAD: &str = "\
#![allow(dead_code, clippy::all)]

#[derive(Debug)]
pub enum Fault { Down(u32), Guard(dyno::Error) }
impl From<dyno::Error> for Fault { fn from(error: dyno::Error) -> Self { Self::Guard(error) } }
#[derive(Clone, Debug, Default)]
pub struct Item { pub name: String, pub left: u32 }
#[derive(Debug)]
pub struct Client { pub shop: String }
pub async fn ask(shop: &str, sku: u32) -> Result<Item, Fault> {
    if sku == 0 { Err(Fault::Down(sku)) } else { Ok(Item { name: shop.to_owned(), left: sku }) }
}
pub fn read(shop: &str, sku: u32) -> Result<Item, Fault> {
    if sku == 0 { Err(Fault::Down(sku)) } else { Ok(Item { name: shop.to_owned(), left: sku }) }
}
";

/// What was asked of a function, and the function.
const MIX: &[(&str, &str)] = &[
    (
        "#[command]",
        "pub fn call@(sku: u32) -> Result<Item, Fault> { let item = crate::read(\"call@\", sku)?; Ok(item) }",
    ),
    (
        "#[command(breaker(\"b@\", failure_rate = 50%, open_for = 2s))]",
        "pub fn call@(shop: &str, sku: u32) -> Result<Item, Fault> { crate::read(shop, sku) }",
    ),
    (
        "#[command(timeout = 2s)]",
        "pub async fn call@(sku: u32) -> Result<Item, Fault> { let item = crate::ask(\"call@\", sku).await?; Ok(item) }",
    ),
    (
        "#[command(timeout = 500ms, breaker(\"b@\", consecutive = 5))]",
        "pub async fn call@(shop: &str, sku: u32) -> Result<Vec<Item>, Fault> { Ok(vec![crate::ask(shop, sku).await?]) }",
    ),
    (
        "#[command(timeout = 2s, breaker, fallback = known@)]",
        "pub async fn call@(sku: u32) -> Result<Item, Fault> { crate::ask(\"call@\", sku).await }
         async fn known@(sku: u32) -> Result<Item, Fault> { Ok(Item { name: String::new(), left: sku }) }",
    ),
    (
        "#[command(breaker, fallback = |cause| match cause {
             Cause::Own(error) => Err(error),
             Cause::Dyno(_) => Ok(Item { left: sku, ..Item::default() }),
         })]",
        "pub fn call@(sku: u32) -> Result<Item, Fault> { crate::read(\"call@\", sku) }",
    ),
    (
        "#[command(timeout = 1s, fallback = 0)]",
        "pub async fn call@(shop: &str) -> Result<u32, Fault> { Ok(crate::ask(shop, 1).await?.left) }",
    ),
    (
        "#[command(timeout = 1s, attempt_timeout = 300ms, breaker(\"b@\", slow_call = 200ms), \
         ignore = |error: &Fault| matches!(error, Fault::Down(0)))]",
        "pub async fn call@(&self, sku: u32) -> Result<Item, Fault> { crate::ask(&self.shop, sku).await }",
    ),
];

fn function(at: usize, annotated: bool) -> String {
    let (attribute, function) = MIX[at % MIX.len()];
    let attribute = if annotated { attribute } else { "" };
    let text = if function.contains("&self") {
        format!("impl Client {{\n{attribute}\n{function}\n}}\n")
    } else {
        format!("{attribute}\n{function}\n")
    };
    text.replace('@', &at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_libraries_have_the_same_functions() {
        let (annotated, bare) = (library(true), library(false));
        for text in [&annotated, &bare] {
            assert_eq!(text.matches("fn call").count(), COUNT);
        }
        assert_eq!(annotated.matches("#[command").count(), COUNT);
        assert!(!bare.contains("#[command") && bare.contains("fn call399("));
    }
}
