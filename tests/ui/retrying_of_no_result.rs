use dyno::retrying;

fn main() {
    let _ = retrying!(3, { 5 });
    let _ = retrying!(3, async { 5 });
}
