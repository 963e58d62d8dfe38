use dyno::{Error, pool};

#[pool("files")]
fn length<T: AsRef<str> + Send>(path: T) -> Result<usize, Error> {
    Ok(path.as_ref().len())
}

#[pool("files")]
fn first<T>(rows: Vec<T>) -> Result<Option<T>, Error>
where
    T: Send,
{
    Ok(rows.into_iter().next())
}

#[pool("files")]
fn made<T: Default + Send>(count: usize) -> Result<Vec<T>, Error> {
    Ok((0..count).map(|_| T::default()).collect())
}

fn main() {
    let _ = (length("a"), first(vec![1]), made::<u8>(1));
}
