use dyno::time;

pub(super) fn main() {
    let _ = time!("sum", { 1 + 2 });
    let _ = time!("sum", { 1 + 2 });
}
