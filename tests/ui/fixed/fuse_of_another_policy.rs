use dyno::{command, fuse};

#[fuse("catalogue")]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(fuse = "other")]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fuse]
#[command(timeout = 2s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(fuse(admit = 10%))]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[fuse]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[fuse("catalogue")]
fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
