use dyno::{Error, command};

#[command(timeout = 1s)]
async unsafe fn read(at: *const u8) -> Result<u8, Error> {
    Ok(unsafe { *at })
}

#[command(timeout = 1s)]
async fn stock<T: Into<u32>>(sku: T, #[cfg(not(any()))] depot: &str) -> Result<u32, Error> {
    assert!(!depot.is_empty());
    Ok(sku.into())
}

fn main() {
    drop(read::command(&raw const MAX));
    drop(stock::command(7_u32, "north").without_fallback());
}

static MAX: u8 = u8::MAX;
