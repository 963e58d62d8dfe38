use std::rc::Rc;

use dyno::{Command, Error};

fn work(stock: &Command, left: Rc<u32>) -> Result<u32, Error> {
    stock.call(move || Ok(*left))
}

fn submitted(stock: &Command, left: Rc<u32>) {
    drop(stock.submit_blocking(move || Ok::<_, Error>(*left)));
}

fn prepared(stock: &Command, left: Rc<u32>) {
    drop(stock.prepare(move || Ok::<_, Error>(*left)).ignore(|_| true).submit());
}

fn awaited(stock: &Command, left: Rc<u32>) {
    drop(stock.prepare_async(async move { Ok::<_, Error>(*left) }).submit());
}

fn ignored(stock: &Command, left: Rc<u32>) {
    drop(stock.prepare(|| Err::<u32, String>("down".to_owned())).ignore(move |_| *left == 7).submit());
}

fn answered(stock: &Command, left: Rc<u32>) {
    drop(stock.prepare(|| Err::<u32, _>("down".to_owned())).fallback(move |_| Ok(*left)).submit());
}

fn returned(stock: &Command) -> Result<Rc<u32>, Error> {
    stock.call(|| Ok(Rc::new(7)))
}

fn main() {}
