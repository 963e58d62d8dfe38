use dyno::command;

struct Shelf(Vec<u8>);

impl Shelf {
    #[command(breaker, fallback = Self::last)]
    fn first(&mut self) -> Result<&u8, String> {
        self.0.first().ok_or_else(|| "empty".to_owned())
    }

    fn last(&mut self) -> Result<&u8, String> {
        self.0.last().ok_or_else(|| "empty".to_owned())
    }
}

fn main() {}
