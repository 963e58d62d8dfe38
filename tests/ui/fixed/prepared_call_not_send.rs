use std::rc::Rc;
use std::sync::Arc;

use dyno::{Command, Error};

fn work(stock: &Command, left: &Rc<u32>) -> Result<u32, Error> {
    stock.call_here(|| Ok(**left)) // on this thread
}

fn submitted(stock: &Command, left: Arc<u32>) -> Result<u32, Error> {
    stock.submit_blocking(move || Ok::<_, Error>(*left)).result()
}

fn prepared(stock: &Command, left: Arc<u32>) -> Result<u32, Error> {
    stock.prepare(move || Ok::<_, Error>(*left)).ignore(|_| true).submit().result()
}

async fn awaited(stock: &Command, left: Arc<u32>) -> Result<u32, Error> {
    stock.prepare_async(async move { Ok::<_, Error>(*left) }).submit().await
}

fn ignored(stock: &Command, left: Arc<u32>) -> Result<u32, String> {
    stock.prepare(|| Err::<u32, String>("down".into())).ignore(move |_| *left == 7).submit().result()
}

fn answered(stock: &Command, left: Arc<u32>) -> Result<u32, String> {
    stock.prepare(|| Err::<u32, _>("down".to_owned())).fallback(move |_| Ok(*left)).submit().result()
}

fn returned(stock: &Command) -> Result<Arc<u32>, Error> {
    stock.call(|| Ok(Arc::new(7)))
}

#[dyno::test]
async fn what_is_send_goes_to_a_thread() {
    let stock = Command::builder("stock of what is send").build().unwrap();
    assert_eq!(work(&stock, &Rc::new(7)).unwrap(), 7);
    assert_eq!(awaited(&stock, Arc::new(7)).await.unwrap(), 7);
    let blocking = move || {
        assert_eq!(submitted(&stock, Arc::new(7)).unwrap(), 7);
        assert_eq!(prepared(&stock, Arc::new(7)).unwrap(), 7);
        assert_eq!(ignored(&stock, Arc::new(7)), Err("down".to_owned()));
        assert_eq!(answered(&stock, Arc::new(7)).unwrap(), 7);
        assert_eq!(*returned(&stock).unwrap(), 7);
    };
    tokio::task::spawn_blocking(blocking).await.unwrap();
}
