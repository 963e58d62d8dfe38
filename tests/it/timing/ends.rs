//! However a block is left, its interval ends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dyno::{Timer, mark, time};

use super::{MILLI, timer, tree};

fn question(text: &str) -> Result<u32, std::num::ParseIntError> {
    let number = time!("parse", { text.parse::<u32>()? });
    Ok(time!("add", { number + 1 }))
}

fn returns(early: bool) -> u32 {
    time!("outer", {
        time!("inner", {
            if early {
                return 1;
            }
        });
        mark("late");
        2
    })
}

#[test]
fn a_block_is_what_it_says() {
    let (timer, _clock) = timer();
    timer.scope(|| {
        assert_eq!(question("6"), Ok(7));
        assert!(question("six").is_err());
        assert_eq!((returns(true), returns(false)), (1, 2));
    });
    assert_eq!(tree(&timer), "parse add parse outer(inner) outer(inner late)");
}

#[test]
fn loops_are_left_and_gone_on_with() {
    let (timer, _clock) = timer();
    let found = timer.scope(|| {
        'all: loop {
            for round in 0.. {
                time!(round, {
                    if round == 0 {
                        continue;
                    }
                    mark("gone on");
                    if round == 2 {
                        break 'all round;
                    }
                });
            }
        }
    });
    assert_eq!((found, tree(&timer).as_str()), (2, "0 1(gone on) 2(gone on)"));
}

#[test]
fn a_panic_ends_what_it_passes() {
    let (timer, clock) = timer();
    timer.scope(|| {
        time!("around", {
            let result = catch_unwind(AssertUnwindSafe(|| {
                time!("inside", {
                    clock.advance(MILLI);
                    panic!("it fell")
                })
            }));
            assert!(result.is_err());
            mark("after");
        });
    });
    assert_eq!(tree(&timer), "around(inside after)");
    let through = catch_unwind(AssertUnwindSafe(|| timer.scope(|| time!("through", { panic!("it fell") }))));
    assert!(through.is_err());
    assert!(!Timer::current().is_recording());
    assert!(tree(&timer).ends_with(" through"));
}

#[test]
fn a_name_is_made_only_where_somebody_times() {
    let mut made = 0;
    let mut name = || {
        made += 1;
        "name"
    };
    let text = time!(name(), { "text".to_owned() });
    assert_eq!(text, "text");
    timer().0.scope(|| time!(name(), {}));
    assert_eq!(made, 1);
}

#[test]
fn a_block_may_move_and_borrow_as_without_it() {
    let mut list = vec![1];
    let lent = time!("borrow", { &mut list });
    lent.push(2);
    let moved = time!("move", { list });
    assert_eq!(moved, [1, 2]);
}
