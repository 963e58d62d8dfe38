#![deny(unused_assignments, unused_mut, unused_variables)]

use dyno::command;

struct Order {
    items: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Count {
    left: u8,
}

impl Order {
    #[command]
    fn pushed(mut self) -> Result<Vec<u8>, dyno::Error> {
        self.items.push(1);
        Ok(self.items)
    }

    #[command]
    async fn unchanged(self) -> Result<Vec<u8>, dyno::Error> {
        Ok(self.items)
    }

    #[command]
    fn assigned(mut self) -> Result<usize, dyno::Error> {
        let before = self.items.len();
        self = Self { items: Vec::new() };
        Ok(before)
    }
}

impl Count {
    #[command]
    fn never_read(mut self) -> Result<u8, dyno::Error> {
        self = Self { left: 2 };
        Ok(1)
    }

    #[command]
    async fn a_field(mut self) -> Result<u8, dyno::Error> {
        let left = self.left;
        self.left -= 1;
        Ok(left)
    }

    #[command(fallback = |_| Ok(self.left))]
    fn beside_a_fallback(mut self) -> Result<u8, dyno::Error> {
        let left = self.left;
        self.left = 0;
        Ok(left)
    }
}
