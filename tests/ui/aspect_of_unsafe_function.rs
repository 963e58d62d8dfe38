use dyno::aspect;

#[aspect]
unsafe fn read(at: *const u8) -> u8 {
    unsafe { *at }
}

fn main() {}
