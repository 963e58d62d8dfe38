//! Arguments: borrowed, owned, mutable, taken apart, unused, named like keywords.

#![deny(unfulfilled_lint_expectations, unused_mut, unused_variables)]

use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};

use dyno::command;

use super::{Answer, Counting, Failed, refuse};

#[command(breaker = "taken apart", fallback = first_of)]
async fn taken_apart((a, b): (u32, String), mut more: Vec<u8>, _unused: Option<String>, &c: &u8) -> Answer<usize> {
    more.push(c);
    Ok(usize::try_from(a).map_err(|_| Failed)? + b.len() + more.len())
}

fn first_of((a, _): (u32, String), more: Vec<u8>, unused: Option<String>, _: &u8) -> Answer<usize> {
    drop((more, unused));
    usize::try_from(a).map_err(|_| Failed)
}

#[command(breaker = "lent", fallback = start_anew)]
fn lent(shelf: &mut Vec<String>, mut name: String) -> Answer<usize> {
    name.push('!');
    shelf.push(name);
    Ok(shelf.len())
}

fn start_anew(shelf: &mut Vec<String>, name: String) -> Answer<usize> {
    shelf.clear();
    shelf.push(name);
    Ok(0)
}

/// Lints hold for a body that stands beside its function.
#[command(pool = "expected")]
#[expect(unused_variables, reason = "it is what is tested")]
fn expected_on_a_pool(mut sku: u32) -> Answer<u32> {
    let unused = sku;
    sku += 1;
    Ok(sku)
}

#[command(cache(30s))]
#[allow(unused_variables, reason = "it is what is tested")]
async fn allowed_in_a_making(mut sku: u32, _unused: u8) -> Answer<u32> {
    let unused = sku;
    sku += 1;
    Ok(sku)
}

/// What a pattern borrows may be changed, and by the fallback as well.
#[command(breaker = "borrowed", fallback = |_| { more.push(b.len()); *a += more[0]; Ok(*a) })]
#[expect(clippy::toplevel_ref_arg, reason = "it is what is tested")]
fn borrowed(ref mut more: Vec<usize>, (ref mut a, ref b): (usize, String)) -> Answer<usize> {
    more.push(b.len());
    *a += more.len();
    Ok(*a)
}

#[command(breaker = "borrowed and unguarded")]
#[expect(clippy::toplevel_ref_arg, clippy::manual_async_fn, reason = "it is what is tested")]
fn borrowed_at_first(ref more: Vec<usize>, (ref a, b): (String, u8)) -> impl Future<Output = Answer<usize>> {
    let sum = more.len() + a.len() + usize::from(b);
    async move { Ok(sum) }
}

/// Each of them is used in one place only, and lints have nothing to say about the other.
#[command(breaker = "edited", fallback = |_| { in_fallback.push(rest); last += rest; Ok(in_fallback.len() + last) })]
fn edited(mut in_body: Vec<usize>, mut in_fallback: Vec<usize>, (mut last, rest): (usize, usize)) -> Answer<usize> {
    in_body.push(in_fallback.len());
    Ok(in_body.len())
}

#[command(breaker = "called unused", fallback = count_unused)]
fn called_unused(_number: u8, _text: String, #[allow(unused_variables)] more: Option<u8>) -> Answer<usize> {
    Err(Failed)
}

fn count_unused(number: u8, text: String, more: Option<u8>) -> Answer<usize> {
    Ok(usize::from(number) + text.len() + usize::from(more.is_some()))
}

#[command]
#[expect(unused_variables, reason = "it is for the user to hear of his own, and once")]
fn unused(number: u8, _text: String, #[expect(unused_variables)] more: String, (a, _b): (u8, u8)) {}

/// Clippy says it of this function, and not of what the attribute makes of it; nor is a command ever unused.
#[command]
#[expect(clippy::needless_pass_by_value, clippy::unused_async, dead_code, reason = "it is what is tested")]
async fn quiet(text: String) -> usize {
    text.len()
}

/// What looks at a block as a whole sees the user's.
#[command]
async fn looked_through(number: u8) -> String {
    let text = number.to_string();
    #[expect(clippy::items_after_statements, reason = "it is what is tested")]
    const ENDS: &str = ".";
    #[expect(clippy::uninlined_format_args, reason = "it is what is tested")]
    let text = format!("{}{ENDS}", text);
    text
}

#[command]
#[expect(unused_mut, reason = "it is for the user to hear of his own")]
fn unchanged(mut number: u8) -> u8 {
    number
}

#[command(breaker = "unclonable", fallback = |_| Ok(item.0))]
fn unclonable(item: Unclonable) -> Answer<u8> {
    Ok(item.0 + 1)
}

struct Unclonable(u8);

impl Clone for Unclonable {
    fn clone(&self) -> Self {
        panic!("it cannot be cloned")
    }
}

/// What the body does not use is there for the fallback as it came, and no other attempt needs it.
#[command(breaker = "ignoring", retry(n = 3, backoff = off), fallback = of_the_last)]
async fn ignoring(_: Unclonable, _number: u8) -> Answer<u8> {
    Err(Failed)
}

#[command(breaker = "ignoring", fallback = of_the_last)]
fn ignoring_once(_: Single, _number: u8) -> Answer<u8> {
    Err(Failed)
}

#[command(breaker = "ignoring", retry(n = 3, backoff = off))]
fn ignoring_again(_: Single) -> Answer<u8> {
    Err(Failed)
}

/// What has no copy.
struct Single(u8);

fn of_the_last(item: impl Into<u8>, number: u8) -> Answer<u8> {
    Ok(item.into() + number)
}

impl From<Single> for u8 {
    fn from(item: Single) -> Self {
        item.0
    }
}

impl From<Unclonable> for u8 {
    fn from(item: Unclonable) -> Self {
        item.0
    }
}

#[command(breaker = "named", fallback = |_| Ok(format!("{}{}", r#type, name.0.is_some())))]
async fn named(r#type: &str, name: Counting<'_>, other: Counting<'_>) -> Answer<String> {
    Ok(format!("{}{}", r#type, [name, other].len()))
}

#[command(breaker = "generic")]
async fn generic<T: Display, const N: usize>(items: [T; N], separator: impl Display) -> Answer<String> {
    let mut text = String::new();
    for item in items {
        text = format!("{text}{separator}{item}");
    }
    Ok(text)
}

#[command(breaker = "any name", handle = false)]
fn r#match(r#if: &'static str) -> Answer<&'static str> {
    #![allow(clippy::question_mark)]
    if r#if.is_empty() {
        return Err(Failed);
    }
    Ok(r#if)
}

#[dyno::test]
async fn patterns_and_mutable_arguments_reach_body_and_fallback() {
    assert_eq!(taken_apart((1, "bb".to_owned()), vec![1], None, &7).await, Ok(5));
    refuse("taken apart");
    assert_eq!(taken_apart((1, "bb".to_owned()), vec![1], None, &7).await, Ok(1));
}

#[dyno::test]
async fn patterns_that_borrow() {
    assert_eq!(borrowed(vec![], (3, "bb".to_owned())), Ok(4));
    refuse("borrowed");
    assert_eq!(borrowed(vec![], (3, "bb".to_owned())), Ok(5));
    assert_eq!(borrowed_at_first(vec![1, 2], ("a".to_owned(), 3)).await, Ok(6));
}

#[dyno::test]
fn what_is_borrowed_mutably_is_lent_twice() {
    let mut shelf = Vec::new();
    assert_eq!(lent(&mut shelf, "a".to_owned()), Ok(1));
    assert_eq!(shelf, ["a!"]);
    refuse("lent");
    assert_eq!(lent(&mut shelf, "b".to_owned()), Ok(0));
    assert_eq!(shelf, ["b"]);
}

#[dyno::test]
async fn only_what_the_fallback_names_is_cloned_and_only_after_admission() {
    let (kept, other) = (AtomicU32::new(0), AtomicU32::new(0));
    assert_eq!(named("a", Counting(Some(&kept)), Counting(Some(&other))).await, Ok("a2".to_owned()));
    assert_eq!((kept.load(Ordering::Relaxed), other.load(Ordering::Relaxed)), (1, 0));
    refuse("named");
    assert_eq!(named("a", Counting(Some(&kept)), Counting(Some(&other))).await, Ok("atrue".to_owned()));
    assert_eq!((kept.load(Ordering::Relaxed), other.load(Ordering::Relaxed)), (1, 0));
}

#[dyno::test]
fn what_is_changed_or_unused_in_one_place_is_not_in_the_other() {
    assert_eq!((edited(vec![], vec![], (1, 2)), called_unused(1, "ab".to_owned(), Some(1))), (Ok(1), Ok(4)));
    refuse("edited");
    assert_eq!(edited(vec![], vec![], (1, 2)), Ok(4));
    unused(1, String::new(), String::new(), (1, 2));
    assert_eq!(unchanged(1), 1);
}

#[dyno::test]
async fn what_the_body_does_not_use_is_never_cloned() {
    for _ in 0..2 {
        assert_eq!((ignoring(Unclonable(3), 4).await, ignoring_once(Single(5), 6)), (Ok(7), Ok(11)));
        assert_eq!(ignoring_again(Single(7)), Err(Failed));
        refuse("ignoring");
    }
}

#[dyno::test]
fn a_panic_while_an_argument_is_cloned_is_one_of_the_attempt() {
    let panicked = std::panic::catch_unwind(|| unclonable(Unclonable(1)));
    assert!(panicked.is_err());
    let totals = unclonable::metrics().totals;
    assert_eq!((totals.attempts.panicked, totals.calls.panicked), (1, 1));
}

#[dyno::test]
async fn generics_and_raw_names_pass_through() {
    assert_eq!(generic([1, 2], '-').await, Ok("-1-2".to_owned()));
    assert_eq!(generic(["a"], 0).await, Ok("0a".to_owned()));
    assert_eq!(r#match("x"), Ok("x"));
    refuse("any name");
    assert_eq!(r#match("x"), Err(Failed));
}
