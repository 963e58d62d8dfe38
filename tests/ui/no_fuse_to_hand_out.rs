use dyno::command;

#[command]
fn one(sku: u32) -> Result<u32, dyno::Error> {
    Ok(sku)
}

fn blow() {
    one::fuse().blow("by hand");
}

fn main() {}
