use dyno::time;

fn main() {
    let _ = time!("sum", 1 + 2);
    let _ = time!({ 1 + 2 });
}
