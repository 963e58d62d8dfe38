use std::sync::mpsc::Receiver;

use dyno::{Command, Error};

fn closure(stock: &Command, orders: Receiver<u32>) -> Result<u32, Error> {
    stock.prepare_once(move || Ok(orders.try_iter().sum())).call()
}

async fn future(stock: &Command, orders: Receiver<u32>) -> Result<u32, Error> {
    stock.call_async(async move { Ok::<_, Error>(orders.try_iter().sum()) }).await
}
