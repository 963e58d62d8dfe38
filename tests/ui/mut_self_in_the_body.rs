#![deny(unused_mut)]

use dyno::command;

struct Order {
    items: Vec<u8>,
}

impl Order {
    #[command]
    fn moved(mut self) -> Result<Vec<u8>, dyno::Error> {
        self.items.push(1);
        drop(self);
        self.items.push(2);
        Ok(vec![])
    }

    #[command]
    async fn unchanged(mut self) -> Result<Vec<u8>, dyno::Error> {
        Ok(self.items)
    }

    #[command]
    fn assigned(mut self) -> Result<Vec<u8>, dyno::Error> {
        self = 3;
        Ok(self.items)
    }
}

fn main() {}
