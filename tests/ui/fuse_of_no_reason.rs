use dyno::fuse;

#[fuse("search", blown = "on")]
fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[fuse(blown = " Off")]
fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
