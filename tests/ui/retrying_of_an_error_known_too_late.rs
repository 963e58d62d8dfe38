use std::io;

use dyno::{Compound, retrying};

async fn later() -> Result<String, Compound<io::Error>> {
    let read = retrying!(3, async {
        let text = std::fs::read_to_string("stock")?;
        Ok(text)
    });
    Ok(read.await?)
}

fn here() -> Result<String, Compound<io::Error>> {
    let read = retrying!(3, {
        let text = std::fs::read_to_string("stock")?;
        Ok(text)
    })?;
    Ok(read)
}

fn main() {}
