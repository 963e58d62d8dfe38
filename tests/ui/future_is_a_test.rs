#[dyno::test]
fn a_test() -> impl Future<Output = ()> {
    async {}
}

fn main() {}
