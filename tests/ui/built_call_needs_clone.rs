use std::sync::mpsc::Receiver;

use dyno::{Command, Error};

fn closure(stock: &Command, orders: Receiver<u32>) -> Result<u32, Error> {
    stock.call(move || Ok(orders.try_iter().sum()))
}

async fn future(stock: &Command, orders: Receiver<u32>) -> Result<u32, Error> {
    stock.call_async(move || async move { Ok::<_, Error>(orders.try_iter().sum()) }).await
}

fn main() {}
