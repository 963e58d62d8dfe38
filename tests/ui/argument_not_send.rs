use std::rc::Rc;

use dyno::command;

#[command(timeout = 2s)]
fn one(shared: Rc<u8>) -> impl Future<Output = Result<u8, String>> + Send {
    async move { Ok(*shared) }
}

#[command(timeout = 2s)]
async fn two(shared: Rc<u8>) -> Result<u8, String> {
    Ok(*shared)
}

fn main() {
    tokio::spawn(two(Rc::new(1)));
}
