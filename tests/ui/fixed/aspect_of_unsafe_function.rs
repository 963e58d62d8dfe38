use dyno::aspect;

#[aspect]
fn read(at: &'static u8) -> u8 {
    *at
}

fn main() {}
