use std::rc::Rc;
use std::sync::Arc;

use dyno::command;

#[command(timeout = 2s)]
fn one(shared: Arc<u8>) -> impl Future<Output = Result<u8, String>> + Send {
    async move { Ok(*shared) }
}

#[command(timeout = 2s)]
async fn two(shared: Rc<u8>) -> Result<u8, String> {
    std::future::ready(Ok(*shared)).await
}

#[test]
fn a_test() {
    tokio::task::LocalSet::new().spawn_local(two(Rc::new(1)));
    drop(one(Arc::new(1)));
}
