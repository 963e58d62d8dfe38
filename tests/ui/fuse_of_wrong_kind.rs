use dyno::{command, fuse};

#[command(fuse = 3)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[fuse("search", blown = true)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fuse(blown = "")]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 150%)]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10)]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[fuse(blown)]
fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
