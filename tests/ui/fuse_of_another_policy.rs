use dyno::{command, fuse};

#[fuse("search", open_for = 5s)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[fuse("search")]
#[command(fuse = "other")]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fuse(timeout = 2s)]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(admit = 10%)]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[fuse]
fn five() -> u8 {
    1
}

#[fuse(search)]
fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
