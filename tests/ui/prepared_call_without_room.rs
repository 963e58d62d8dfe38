use std::fmt;

use dyno::Command;

#[derive(Debug)]
struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("down")
    }
}

fn down() -> Result<u32, Down> {
    Err(Down)
}

async fn gone() -> Result<u32, Down> {
    Err(Down)
}

fn called(stock: &Command) -> Result<u32, Down> {
    stock.call(down)
}

fn prepared(stock: &Command) -> Result<u32, Down> {
    stock.prepare(down).ignore(|_| true).call()
}

fn here(stock: &Command) -> Result<u32, Down> {
    stock.prepare(down).fallback(|_| Ok(7)).without_fallback().call_here()
}

fn unanswered(stock: &Command) -> Result<u32, Down> {
    stock.prepare(down).without_fallback().fallback(|_| Ok(7)).call_here()
}

fn submitted(stock: &Command) {
    drop(stock.submit_blocking(down));
}

fn task(stock: &Command) {
    drop(stock.prepare_async(gone).submit());
}

fn main() {}
