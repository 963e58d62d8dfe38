//! Unsafe and foreign functions, raw names, futures that stay on their thread, and arguments under `#[cfg]`.

use std::cell::Cell;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::rc::Rc;

use dyno::{breaker, command, fallback, timeout};

use crate::command::{Failed, is_open, is_timeout};

type Answer<T> = Result<T, Failed>;

/// # Safety
///
/// `at` points to a byte.
#[allow(unsafe_code)]
#[command(breaker, fallback = |_| Ok(0))]
unsafe fn read(at: *const u8) -> Answer<u8> {
    // SAFETY: the caller has promised it.
    Ok(unsafe { *at })
}

/// # Safety
///
/// `at` points to a byte.
#[allow(unsafe_code)]
#[timeout(2s)]
#[breaker]
async unsafe fn read_later(at: *const u8, wait: bool) -> Answer<u8> {
    if wait {
        return pending().await;
    }
    // SAFETY: the caller has promised it.
    Ok(unsafe { *at })
}

/// # Safety
///
/// `at` points to a byte.
#[allow(unsafe_code)]
#[fallback(none)]
#[breaker]
unsafe fn hand_out<'a>(at: *const u8) -> Pin<Box<dyn Future<Output = Answer<u8>> + 'a>> {
    // SAFETY: the caller has promised it.
    let byte = unsafe { *at };
    Box::pin(ready(Ok(byte)))
}

fn none(_: *const u8) -> Answer<u8> {
    Ok(0)
}

struct Memory;

#[allow(unsafe_code)]
impl Memory {
    #[breaker("signatures: get")]
    unsafe fn get(&self, at: *const u8) -> Answer<u8> {
        // SAFETY: the caller has promised it.
        Ok(unsafe { *at })
    }

    #[command(breaker = "signatures: of", handle = false)]
    unsafe fn of<T: Copy>(at: *const T) -> Answer<T> {
        // SAFETY: the caller has promised it.
        Ok(unsafe { *at })
    }
}

#[dyno::test(paused)]
#[allow(unsafe_code)]
async fn unsafe_functions() {
    let byte = &7_u8;
    // SAFETY: it is a reference.
    unsafe {
        assert_eq!(
            (read(byte).unwrap(), read_later(byte, false).await.unwrap(), hand_out(byte).await.unwrap()),
            (7, 7, 7)
        );
        assert_eq!((Memory.get(byte).unwrap(), Memory::of(byte).unwrap()), (7, 7));
        assert!(is_timeout(&read_later(byte, true).await));
        for breaker in [read::breaker(), read_later::breaker(), hand_out::breaker()] {
            breaker.trip().unwrap();
        }
        dyno::breaker("signatures: get").unwrap().trip().unwrap();
        dyno::breaker("signatures: of").unwrap().trip().unwrap();
        assert_eq!((read(byte).unwrap(), hand_out(byte).await.unwrap()), (0, 0));
        assert!(is_open(&read_later(byte, false).await) && is_open(&Memory.get(byte)) && is_open(&Memory::of(byte)));
    }
}

#[command(breaker, fallback = |_| -1)]
extern "C" fn doubled(number: i32) -> i32 {
    number * 2
}

#[allow(unsafe_code)]
#[command(breaker, fallback = negated)]
unsafe extern "C" fn tripled(number: i32) -> i32 {
    number * 3
}

fn negated(number: i32) -> i32 {
    -number
}

#[dyno::test]
#[allow(unsafe_code)]
fn foreign_functions_can_be_pointed_at() {
    let (two, three): (extern "C" fn(i32) -> i32, unsafe extern "C" fn(i32) -> i32) = (doubled, tripled);
    // SAFETY: it does nothing unsafe.
    assert_eq!((two(4), unsafe { three(4) }), (8, 12));
    doubled::breaker().trip().unwrap();
    tripled::breaker().trip().unwrap();
    // SAFETY: it does nothing unsafe.
    assert_eq!((two(4), unsafe { three(4) }), (-1, -4));
}

#[command(breaker, fallback = r#else, name = "signatures: match")]
async fn r#match(r#if: &str, r#type: String) -> Answer<String> {
    Ok(format!("{if}{type}", r#if = r#if, r#type = r#type))
}

async fn r#else(r#if: &str, r#type: String) -> Answer<String> {
    ready(Ok(format!("{type}{if}"))).await
}

#[dyno::test]
async fn raw_names() {
    assert_eq!(r#match("a", "b".to_owned()).await.unwrap(), "ab");
    r#match::breaker().trip().unwrap();
    assert_eq!(r#match("a", "b".to_owned()).await.unwrap(), "ba");
}

#[command(timeout = 2s, breaker, fallback = |_| { ready(()).await; Ok(shared.get()) })]
async fn at_home(shared: Rc<Cell<u8>>, wait: bool) -> Answer<u8> {
    shared.set(shared.get() + 1);
    if wait {
        pending::<()>().await;
    }
    Ok(shared.get())
}

#[timeout(2s)]
fn handed_out_at_home(shared: Rc<Cell<u8>>) -> impl Future<Output = Answer<u8>> {
    shared.set(shared.get() + 1);
    async move {
        ready(()).await;
        Ok(shared.get())
    }
}

#[dyno::test(paused)]
async fn what_cannot_be_sent_stays() {
    let shared = Rc::new(Cell::new(0));
    assert_eq!(at_home(Rc::clone(&shared), false).await.unwrap(), 1);
    assert_eq!(at_home(Rc::clone(&shared), true).await.unwrap(), 2);
    assert_eq!(handed_out_at_home(Rc::clone(&shared)).await.unwrap(), 3);
    assert_eq!(at_home::metrics().totals.calls.timeout, 1);
}

#[command(breaker, fallback = |_| Ok(first.len()))]
fn with_cfg(
    first: &str,
    #[cfg(any())] missing: &Missing,
    #[cfg(test)] there: usize,
    #[cfg(any())] _gone: Missing,
) -> Answer<usize> {
    #[cfg(any())]
    drop(missing);
    Ok(first.len() + there)
}

#[breaker]
async fn with_cfg_later(
    #[cfg(any())] (_a, _b): (Missing, Missing),
    #[cfg_attr(test, cfg(test))] mut there: usize,
) -> Answer<usize> {
    there += 1;
    Ok(ready(there).await)
}

#[dyno::test]
async fn arguments_may_be_missing() {
    assert_eq!((with_cfg("ab", 3).unwrap(), with_cfg_later(1).await.unwrap()), (5, 2));
    with_cfg::breaker().trip().unwrap();
    with_cfg_later::breaker().trip().unwrap();
    assert_eq!(with_cfg("ab", 3).unwrap(), 2);
    assert!(is_open(&with_cfg_later(1).await));
}
