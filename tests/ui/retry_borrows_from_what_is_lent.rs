use std::slice::IterMut;

use dyno::{breaker, command, retry};

struct Shelf(Vec<u8>);

type Items<'a> = IterMut<'a, u8>;

impl Shelf {
    #[retry]
    fn items(&mut self) -> Result<IterMut<'_, u8>, String> {
        Ok(self.0.iter_mut())
    }

    #[retry]
    fn boxed(&mut self) -> Result<Box<dyn Iterator<Item = u8> + '_>, String> {
        Ok(Box::new(self.0.iter_mut().map(|item| *item)))
    }

    #[retry]
    async fn aliased<'a>(&'a mut self, text: &str) -> Result<Items<'a>, String> {
        println!("{text}");
        Ok(self.0.iter_mut())
    }

    #[retry]
    fn opaque(&mut self) -> Result<impl Iterator<Item = &mut u8>, String> {
        Ok(self.0.iter_mut())
    }

    #[command(breaker, fallback = |_| Ok(self.0.iter_mut()))]
    fn answered(&mut self) -> Result<IterMut<'_, u8>, String> {
        Ok(self.0.iter_mut())
    }
}

#[retry]
fn first(list: &mut Vec<u8>) -> Result<&mut u8, String> {
    list.first_mut().ok_or_else(|| "empty".to_owned())
}

#[retry]
fn hidden(list: &mut Vec<u8>) -> Result<Items, String> {
    Ok(list.iter_mut())
}

#[breaker]
fn unrepeated(list: &mut Vec<u8>) -> Result<&mut u8, dyno::Error> {
    Ok(&mut list[0])
}

fn main() {}
