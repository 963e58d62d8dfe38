use dyno::fuse;

#[fuse(admit = 10%, by = "user")]
fn one(user: u32) -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10%, by = |user| user)]
fn two(user: u32) -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10%, by = user, by = user)]
fn three(user: u32) -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10%, by = price)]
fn four(price: f64) -> Result<u8, String> {
    Ok(1)
}

#[fuse(admit = 10%, by = (user, 1))]
fn five(user: String) -> Result<String, String> {
    Ok(user)
}

fn main() {}
