use dyno::{command, pool};

#[pool]
#[command(fallback = 0)]
fn one() -> u32 {
    7
}

#[command(timeout = 2s)]
fn two() -> std::io::Result<u32> {
    Ok(7)
}

#[dyno::test]
fn a_refusal_has_a_way_out() {
    assert_eq!(one() + two().unwrap(), 14);
}
