use dyno::service;

#[service]
async unsafe fn left() -> Result<u32, dyno::Error> {
    Ok(7)
}

fn main() {
    let _ = unsafe { left() };
}
