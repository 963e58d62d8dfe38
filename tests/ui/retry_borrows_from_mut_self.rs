use dyno::retry;

struct Shelf(Vec<u8>);

impl Shelf {
    #[retry]
    fn first(&mut self) -> Result<&u8, String> {
        self.0.first().ok_or_else(|| "empty".to_owned())
    }

    #[retry]
    async fn last(&mut self) -> Result<&mut u8, String> {
        self.0.last_mut().ok_or_else(|| "empty".to_owned())
    }
}

fn main() {}
