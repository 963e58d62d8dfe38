//! When what a function owns is dropped: `self`, `_`, and what a pattern leaves, as a plain function would.

#![deny(warnings)]

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use dyno::{Error, aspect, breaker, cache, command, fallback, harness, pool, retry, timed, timeout};

type Seen = Arc<Mutex<Vec<&'static str>>>;

/// Tells when it is dropped.
#[derive(Clone)]
struct Piece(&'static str, Seen);

impl Piece {
    fn says(&self, word: &'static str) {
        self.1.lock().unwrap().push(word);
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.says(self.0);
    }
}

struct Parcel {
    #[expect(dead_code, reason = "it is only dropped")]
    stamp: Piece,
    toy: Piece,
}

impl Parcel {
    fn plain(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[command]
    fn watched(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[command]
    async fn watched_later(self, _: Piece) -> Result<(), Error> {
        tokio::task::yield_now().await;
        self.toy.says("body");
        Ok(())
    }

    #[breaker]
    #[fallback(|_| Ok(()))]
    fn answered(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[timed]
    #[harness]
    async fn timed(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[pool("parcels")]
    fn pooled(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[aspect]
    fn filtered(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[aspect]
    async fn filtered_later(self, _: Piece) -> Result<(), Error> {
        tokio::task::yield_now().await;
        self.toy.says("body");
        Ok(())
    }

    #[aspect]
    #[pool("parcels")]
    fn filtered_apart(self, _: Piece) -> Result<(), Error> {
        self.toy.says("body");
        Ok(())
    }

    #[command]
    fn changed(mut self, _: Piece) -> Result<(), Error> {
        self.toy.0 = "toy";
        self.toy.says("body");
        Ok(())
    }

    #[aspect]
    async fn unused(self, word: &'static str, seen: Seen) -> Result<(), Error> {
        seen.lock().unwrap().push(word);
        Ok(())
    }

    #[pool("parcels")]
    fn unused_apart(self, word: &'static str, seen: Seen) -> Result<(), Error> {
        seen.lock().unwrap().push(word);
        Ok(())
    }
}

#[dyno::test]
async fn self_is_dropped_as_a_whole_after_the_body() {
    let seen = Seen::default();
    let piece = |name| Piece(name, Arc::clone(&seen));
    let parcel = || Parcel { stamp: piece("stamp"), toy: piece("toy") };
    let told = || std::mem::take(&mut *seen.lock().unwrap());
    let plain = ["body", "_", "stamp", "toy"];

    parcel().plain(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().watched(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().watched_later(piece("_")).await.unwrap();
    assert_eq!(told(), plain);
    parcel().answered(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().timed(piece("_")).await.unwrap();
    assert_eq!(told(), plain);
    parcel().pooled(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().filtered(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().filtered_later(piece("_")).await.unwrap();
    assert_eq!(told(), plain);
    parcel().filtered_apart(piece("_")).unwrap();
    assert_eq!(told(), plain);
    parcel().changed(piece("_")).unwrap();
    assert_eq!(told(), plain);

    parcel().unused("body", Arc::clone(&seen)).await.unwrap();
    assert_eq!(told(), ["body", "stamp", "toy"]);
    parcel().unused_apart("body", Arc::clone(&seen)).unwrap();
    assert_eq!(told(), ["body", "stamp", "toy"]);
}

/// Rolls back unless it is told not to.
struct Transaction(bool, Seen);

impl Transaction {
    #[command]
    fn commit(mut self) -> Result<(), Error> {
        self.0 = true;
        Ok(())
    }

    #[command]
    async fn commit_later(mut self) -> Result<(), Error> {
        self.0 = true;
        Ok(())
    }

    #[aspect]
    async fn commit_filtered(mut self: Box<Self>) -> Result<(), Error> {
        self.0 = true;
        Ok(())
    }

    #[command]
    fn renew(mut self) -> Result<usize, Error> {
        self.0 = true;
        let renewed = self;
        Ok(renewed.1.lock().unwrap().len())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(if self.0 { "committed" } else { "rolled back" });
    }
}

#[dyno::test]
async fn a_change_of_self_is_there_when_it_is_dropped() {
    let seen = Seen::default();
    let transaction = || Transaction(false, Arc::clone(&seen));
    transaction().commit().unwrap();
    transaction().commit_later().await.unwrap();
    Box::new(transaction()).commit_filtered().await.unwrap();
    assert_eq!(transaction().renew().unwrap(), 3);
    drop(transaction());
    assert_eq!(*seen.lock().unwrap(), ["committed", "committed", "committed", "committed", "rolled back"]);
}

#[pool("pieces")]
#[retry(2)]
fn repeated(piece: Piece, _: Piece) -> Result<(), Error> {
    piece.says("body");
    Ok(())
}

#[aspect]
#[retry(2)]
async fn repeated_later(piece: Piece, _: Piece) -> Result<(), Error> {
    tokio::task::yield_now().await;
    piece.says("body");
    Ok(())
}

#[pool("pieces")]
#[cache(key = 1 + 1)]
fn kept(piece: Piece, _: Piece, (ref _left, _): (Piece, Piece)) -> Result<(), Error> {
    piece.says("body");
    Ok(())
}

#[aspect]
#[pool("pieces")]
#[cache(key = 1 + 1)]
#[retry(2)]
fn kept_and_repeated(piece: Piece, _: Piece) -> Result<(), Error> {
    piece.says("body");
    Ok(())
}

#[pool("pieces")]
#[tracing::instrument(skip_all)]
fn traced(piece: Piece, _: Piece, (_, _second): (Piece, Piece)) -> Result<(), Error> {
    piece.says("body");
    Ok(())
}

#[aspect]
#[tracing::instrument(skip_all)]
async fn traced_later(piece: Piece, _: Piece, (_, _second): (Piece, Piece)) -> Result<(), Error> {
    tokio::task::yield_now().await;
    piece.says("body");
    Ok(())
}

#[pool("pieces")]
#[breaker]
#[fallback(|_| { first.says("answer"); Ok(()) })]
fn answered((first, _): (Piece, Piece)) -> Result<(), Error> {
    first.says("body");
    Ok(())
}

#[dyno::test]
async fn what_has_no_name_lasts_under_a_second_layer() {
    let seen = Seen::default();
    let piece = |name| Piece(name, Arc::clone(&seen));
    let told = || std::mem::take(&mut *seen.lock().unwrap());

    repeated(piece("piece"), piece("_")).unwrap();
    assert_eq!(told(), ["body", "piece", "_", "piece"]);
    repeated_later(piece("piece"), piece("_")).await.unwrap();
    assert_eq!(told(), ["body", "piece", "_", "piece"]);
    kept(piece("piece"), piece("_"), (piece("left"), piece("right"))).unwrap();
    assert_eq!(told(), ["body", "left", "right", "_", "piece"]);
    kept_and_repeated(piece("piece"), piece("_")).unwrap();
    assert_eq!(told(), ["body", "piece", "_", "piece"]);
    traced(piece("piece"), piece("_"), (piece("left"), piece("second"))).unwrap();
    assert_eq!(told(), ["body", "second", "left", "_", "piece"]);
    traced_later(piece("piece"), piece("_"), (piece("left"), piece("second"))).await.unwrap();
    assert_eq!(told(), ["body", "second", "left", "_", "piece"]);
    answered((piece("first"), piece("_"))).unwrap();
    assert_eq!(told()[..2], ["body", "first"]);
    answered::breaker().trip().unwrap();
    told();
    answered((piece("first"), piece("_"))).unwrap();
    assert_eq!(told()[0], "answer");
}

#[timeout(60s)]
#[cache]
fn borrowed((ref name, _): (String, u8), ref mut more: String) -> Result<String, Error> {
    static MADE: AtomicU8 = AtomicU8::new(0);
    more.push('.');
    Ok(format!("{name}{more}{}", MADE.fetch_add(1, Ordering::Relaxed)))
}

#[pool("pieces")]
#[cache(key = name.len())]
fn borrowed_for_the_key((ref name, _): (String, u8)) -> Result<String, Error> {
    Ok(name.clone())
}

#[aspect]
#[tracing::instrument(skip_all)]
async fn borrowed_later((ref name, _): (String, u8), ref more: String) -> Result<usize, Error> {
    tokio::task::yield_now().await;
    Ok(name.len() + more.len())
}

#[dyno::test]
async fn patterns_borrow_what_the_body_owns() {
    let name = |text: &str| (text.to_owned(), 1);
    assert_eq!(borrowed(name("a"), "b".to_owned()).unwrap(), "ab.0");
    assert_eq!(borrowed(name("a"), "c".to_owned()).unwrap(), "ac.1");
    assert_eq!(
        borrowed(("a".to_owned(), 2), "c".to_owned()).unwrap(),
        "ac.1",
        "what has no name is no part of the key"
    );
    assert_eq!(borrowed_for_the_key(name("ab")).unwrap(), "ab");
    assert_eq!(borrowed_for_the_key(name("cd")).unwrap(), "ab");
    assert_eq!(borrowed_later(name("ab"), "c".to_owned()).await.unwrap(), 3);
}
