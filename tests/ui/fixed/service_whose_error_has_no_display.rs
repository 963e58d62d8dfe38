use dyno::service;

struct Left;

#[derive(Debug)]
struct Loud;

impl std::fmt::Display for Loud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing left")
    }
}

#[service]
async fn left() -> Result<Left, Loud> {
    Err(Loud)
}
