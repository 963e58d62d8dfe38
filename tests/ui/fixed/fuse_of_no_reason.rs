use dyno::fuse;

#[fuse("a search that is off", blown = "on the day of the sale")]
fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[fuse(blown = "off")]
fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
