use dyno::aspect;

#[cfg(unix)]
#[aspect]
fn open(id: u8, mode: u32) -> u8 {
    let _ = mode;
    id
}

#[cfg(not(unix))]
#[aspect]
fn open(id: u8) -> u8 {
    id
}

fn main() {}
