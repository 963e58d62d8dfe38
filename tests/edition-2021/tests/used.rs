//! The functions of the library, from a program.

use dyno_edition_2021::{answered, boxed, first, gen, kept, length, Failed, Shelf};

#[dyno::test]
async fn they_answer_and_are_refused() {
    let mut shelf = gen(5).unwrap();
    assert_eq!(gen::metrics().totals.calls.success, 1);
    assert_eq!((shelf.stock(), shelf.take(2).await, shelf.put(1).await), (Ok(5), Ok(2), Ok(4)));
    assert_eq!((length("rake").await, boxed("rake").await), (Ok(4), Ok(4)));
    for breaker in ["old shelf", "old length"] {
        dyno::breaker(breaker).unwrap().force_open("for the test", None);
    }
    assert_eq!((shelf.stock(), shelf.take(2).await, shelf.stock), (Err(Failed), Ok(0), 4));
    assert_eq!((length("rake").await, boxed("rake").await), (Ok(7), Err(Failed)));
}

#[dyno::test]
async fn what_is_made_is_kept() {
    assert_eq!((kept(1).await, kept(1).await), (Ok(2), Ok(2)));
    assert_eq!((kept::cache().get(&1), kept::cache().stats().made), (Some(2), 1));
}

#[dyno::test]
fn what_newer_editions_keep_for_themselves_is_a_name() {
    assert_eq!((answered::more(0), answered::more(1)), (Ok(10), Ok(2)));
    assert_eq!(answered::gen::metrics().totals.calls.failure, 1);
}

#[dyno::test]
fn all_of_them_are_known_before_they_are_called() {
    let names: Vec<_> = dyno::snapshot().commands.into_iter().map(|command| command.name).collect();
    let all = [
        "Shelf::put",
        "Shelf::sides",
        "Shelf::stock",
        "Shelf::take",
        "answered::more",
        "boxed",
        "gen",
        "idle",
        "kept",
        "length",
        "older::gen",
    ];
    assert_eq!(names.iter().map(|name| name.strip_prefix("dyno_edition_2021::")).collect::<Vec<_>>(), all.map(Some));
}

#[test]
fn a_block_is_timed_by_whoever_looks() {
    let timer = dyno::Timer::new();
    assert_eq!(timer.scope(|| first(&[Shelf { stock: 7 }])), Some(7));
    assert_eq!(timer.scope(|| first(&[])), None);
    assert_eq!((first(&[]), timer.to_string().matches("+ first").count()), (None, 2));
}
