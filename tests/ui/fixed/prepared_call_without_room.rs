use std::fmt;

use dyno::{Command, Error};

#[derive(Debug)]
struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("down")
    }
}

impl From<Error> for Down {
    fn from(_: Error) -> Self {
        Self
    }
}

#[derive(Debug)]
struct NoRoom;

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no room")
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

fn here(stock: &Command) -> Result<u32, NoRoom> {
    stock.prepare(|| Err(NoRoom)).fallback(|_| Ok(7)).call_here()
}

fn submitted(stock: &Command) -> Result<u32, Down> {
    stock.submit_blocking(down).result()
}

async fn task(stock: &Command) -> Result<u32, Down> {
    stock.prepare_async(gone).submit().await
}

async fn awaited(stock: &Command) -> Result<u32, Down> {
    stock.call_async(gone).await
}

async fn awaited_later(stock: &Command) -> Result<u32, NoRoom> {
    stock.prepare_async(async { Err(NoRoom) }).fallback(|_| Ok(7)).call().await
}

#[dyno::test]
async fn what_has_room_or_a_fallback_returns() {
    let stock = Command::builder("stock with room").build().unwrap();
    assert!(task(&stock).await.is_err());
    assert!(awaited(&stock).await.is_err());
    assert_eq!(awaited_later(&stock).await.unwrap(), 7);
    let blocking = move || {
        assert!(called(&stock).is_err());
        assert!(prepared(&stock).is_err());
        assert_eq!(here(&stock).unwrap(), 7);
        assert!(submitted(&stock).is_err());
    };
    tokio::task::spawn_blocking(blocking).await.unwrap();
}
