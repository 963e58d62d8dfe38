use dyno::command;

#[command(timeout = 2, breaker(probes = 0, failure_rate = 150%), fallbak = last_known, name = "")]
fn stock() -> Result<u8, String> {
    Ok(1)
}

fn main() {
    let _ = (stock(), stock::metrics());
}
