//! A page that is open, and those who read it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};

use dyno_dashboard::Page;
use tokio::runtime::{Builder, Runtime};

pub(crate) const READERS: usize = 3;

pub(crate) struct Watching {
    runtime: Runtime,
    page: Page,
    readers: Vec<JoinHandle<()>>,
}

impl Watching {
    /// Opens a page, and returns once all have something to read.
    pub(crate) fn begin() -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let page = runtime.block_on(dyno_dashboard::serve("127.0.0.1:0")).map_err(|error| error.to_string())?;
        let readers = (0..READERS).map(|_| reader(page.address()));
        let readers = readers.collect::<Result<_, _>>().map_err(|error| format!("nobody can read: {error}"))?;
        Ok(Self { runtime, page, readers })
    }

    pub(crate) fn end(self) {
        self.runtime.block_on(self.page.close());
        for reader in self.readers {
            _ = reader.join();
        }
    }
}

fn reader(address: SocketAddr) -> std::io::Result<JoinHandle<()>> {
    let (mut stream, mut buffer) = (TcpStream::connect(address)?, vec![0; 1 << 16]);
    stream.write_all(format!("GET /api/v1/stream HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes())?;
    // The head and what follows it.
    for _ in 0..2 {
        if stream.read(&mut buffer)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(thread::spawn(move || while stream.read(&mut buffer).is_ok_and(|read| read > 0) {}))
}
