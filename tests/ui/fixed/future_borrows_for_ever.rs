use std::pin::Pin;

use dyno::command;

struct Shop(u8);

impl Shop {
    #[command]
    fn stock(&self) -> Pin<Box<dyn Future<Output = u8> + Send + '_>> {
        let left = self.0;
        Box::pin(async move { left })
    }
}

#[command(timeout = 2s)]
fn stores(region: String) -> Pin<Box<dyn Future<Output = Result<usize, String>>>> {
    let length = region.len();
    Box::pin(async move { Ok(length) })
}
