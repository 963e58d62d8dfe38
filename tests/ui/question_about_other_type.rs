use dyno::command;

struct Gone;

#[command(ignore = |error: &Gone| true, failure_if = |left: &u8| *left == 0)]
fn stock() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
