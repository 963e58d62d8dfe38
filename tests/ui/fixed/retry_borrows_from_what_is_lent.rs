use dyno::{breaker, command, retry};

struct Shelf(Vec<u8>);

impl Shelf {
    #[retry]
    fn items(&mut self) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }

    #[retry]
    fn boxed(&mut self) -> Result<Box<dyn Iterator<Item = u8>>, String> {
        Ok(Box::new(self.0.clone().into_iter()))
    }

    #[retry]
    async fn aliased<'a>(&mut self, text: &'a str) -> Result<&'a str, String> {
        self.0.push(1);
        Ok(text)
    }

    #[retry]
    fn opaque(&mut self) -> Result<impl Iterator<Item = u8> + use<>, String> {
        Ok(self.0.clone().into_iter())
    }

    #[command(breaker, fallback = |_| Ok(vec![]))]
    fn answered(&mut self) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }

    #[retry]
    fn named(&mut self) -> Result<&'static str, String> {
        self.0.push(1);
        Ok("shelf")
    }

    #[retry]
    fn rule(&mut self) -> Result<fn(&u8) -> u8, String> {
        self.0.push(1);
        Ok(|item| *item)
    }
}

#[retry]
fn first(list: &mut Vec<u8>) -> Result<u8, String> {
    list.first_mut().map(|first| *first).ok_or_else(|| "empty".to_owned())
}

#[retry]
fn hidden<'a>(list: &mut Vec<u8>, kept: &'a [u8]) -> Result<&'a [u8], String> {
    list.push(1);
    Ok(kept)
}

#[breaker]
fn unrepeated(list: &mut [u8]) -> Result<&mut u8, dyno::Error> {
    Ok(&mut list[0])
}
