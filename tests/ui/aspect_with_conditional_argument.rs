use dyno::aspect;

#[aspect]
fn open(id: u8, #[cfg(unix)] mode: u32) -> u8 {
    #[cfg(unix)]
    let _ = mode;
    id
}

fn main() {}
