use dyno::{command, fuse};

#[command(fuse = "catalogue")]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[fuse("a costly search", blown = "too costly")]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fuse(blown = off)]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 50%)]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10%)]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[fuse(blown = "not tested yet")]
fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
