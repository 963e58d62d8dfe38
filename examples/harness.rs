//! A cache that fails now and then, which nobody would know: whoever calls goes on without it.
//!
//! `cargo run --example harness`

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use dyno::harness;

#[derive(Debug, thiserror::Error)]
enum CacheError {
    #[error("no connection: {0}")]
    Connection(io::Error),
    #[error("no answer to {key:?}: {error}")]
    Answer { key: String, error: io::Error },
}

/// Its errors go to the log and to the counters, without the keys, and on to whoever calls.
#[harness(redact = |error: &CacheError| match error {
    CacheError::Connection(error) | CacheError::Answer { error, .. } => error.kind(),
})]
fn cached(at: SocketAddr, key: &str) -> Result<u8, CacheError> {
    let mut cache = TcpStream::connect(at).map_err(CacheError::Connection)?;
    let answer = |error| CacheError::Answer { key: key.to_owned(), error };
    cache.write_all(key.as_bytes()).map_err(answer)?;
    let mut byte = [0];
    cache.read_exact(&mut byte).map_err(answer)?;
    Ok(byte[0])
}

fn main() -> io::Result<()> {
    tracing_subscriber::fmt().without_time().init();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    // It answers every third.
    let cache = thread::spawn(move || {
        listener.incoming().take(9).enumerate().try_for_each(|(number, asked)| {
            let mut asked = asked?;
            let _ = asked.read(&mut [0; 16])?;
            if number % 3 == 0 { asked.write_all(b"7") } else { Ok(()) }
        })
    });
    let answers: Vec<u8> = (0..9).map(|id| cached(at, &format!("ada {id}")).unwrap_or_default()).collect();
    cache.join().expect("it does not panic")?;
    let last = cached(at, "ada").unwrap_err();
    assert!(matches!(last, CacheError::Connection(error) if error.kind() == ErrorKind::ConnectionRefused));

    println!("{answers:?}");
    println!("{}", cached::harness().why());
    let errors = cached::harness().snapshot().errors;
    // What the closure does not say is not known, so they are counted by their type.
    assert_eq!(errors["CacheError"], 7);
    Ok(())
}
