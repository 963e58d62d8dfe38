use dyno::inject;

#[inject]
fn stock(sku: u32, #[inject] left: u32) -> Result<u32, dyno::Error> {
    Ok(sku + left)
}

fn main() {
    let _ = stock(1);
}
