//! Retries round what fails in earnest: a server that is not there yet, and a database that others hold.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};
use std::thread;

use dyno::{Error, command};
use rusqlite::{Connection, ErrorCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server that is not there at first, then resets a connection, and then answers.
struct Server {
    at: SocketAddr,
    opens: Once,
    seen: Mutex<Vec<ErrorKind>>,
}

impl Server {
    fn closed() -> Self {
        let at = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        Self { at, opens: Once::new(), seen: Mutex::default() }
    }

    fn open(&self) {
        let listener = TcpListener::bind(self.at).unwrap();
        thread::spawn(move || {
            // What is closed with something unread is reset.
            listener.accept().unwrap().0.peek(&mut [0]).unwrap();
            let mut stream = listener.accept().unwrap().0;
            stream.read_exact(&mut [0; 4]).unwrap();
            stream.write_all(b"7 left").unwrap();
        });
    }

    /// Notes what came of an attempt. Whoever finds it closed opens it, so that nobody has to wait for that.
    fn note(&self, error: io::Error) -> io::Error {
        self.seen.lock().unwrap().push(error.kind());
        self.opens.call_once(|| self.open());
        error
    }

    fn seen(&self) -> Vec<ErrorKind> {
        self.seen.lock().unwrap().clone()
    }
}

#[command(timeout = 60s, attempt_timeout = 20s, retry(n = 4, backoff = fixed(1ms)), breaker)]
async fn stock(server: &Server) -> io::Result<String> {
    fetch(server.at).await.map_err(|error| server.note(error))
}

async fn fetch(at: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(at).await?;
    stream.write_all(b"rake").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[command(timeout = 60s, retry(n = 4, backoff = fixed(1ms)))]
fn blocking_stock(server: Arc<Server>) -> io::Result<String> {
    let fetch = || {
        let mut stream = std::net::TcpStream::connect(server.at)?;
        stream.write_all(b"rake")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    fetch().map_err(|error| server.note(error))
}

#[dyno::test]
async fn a_server_that_comes_back_is_reached() {
    let server = Server::closed();
    assert_eq!(stock(&server).await.unwrap(), "7 left");
    assert_eq!(server.seen(), [ErrorKind::ConnectionRefused, ErrorKind::ConnectionReset]);
    let totals = stock::metrics().totals;
    assert_eq!((totals.attempts.failure, totals.attempts.success, totals.calls.success), (2, 1, 1));
}

#[dyno::test]
fn a_thread_reaches_it_as_well() {
    let server = Arc::new(Server::closed());
    assert_eq!(blocking_stock(server.clone()).unwrap(), "7 left");
    assert_eq!(server.seen(), [ErrorKind::ConnectionRefused, ErrorKind::ConnectionReset]);
}

#[derive(Debug, thiserror::Error)]
enum StoreError {
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Guard(#[from] Error),
}

impl StoreError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Database(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
    }
}

/// A database that somebody else holds until others have asked for it twice.
struct Store {
    file: PathBuf,
    held: Mutex<(Connection, u32)>,
}

impl Store {
    fn held(name: &str) -> Self {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_file(&file);
        let holder = Connection::open(&file).unwrap();
        holder.execute_batch("CREATE TABLE sold (id INTEGER PRIMARY KEY, sku TEXT); BEGIN EXCLUSIVE").unwrap();
        Self { file, held: Mutex::new((holder, 0)) }
    }

    fn sells(&self, id: u32) -> Result<u32, StoreError> {
        let mut connection = Connection::open(&self.file)?;
        connection.busy_timeout(std::time::Duration::ZERO)?;
        let transaction = connection.transaction()?;
        transaction.execute("INSERT INTO sold (id, sku) VALUES (?1, 'rake')", [id])?;
        transaction.execute("INSERT INTO sold (sku) VALUES ('bill')", [])?;
        transaction.commit()?;
        Ok(connection.query_row("SELECT count(*) FROM sold", [], |row| row.get(0))?)
    }

    /// Gives it away when it has been asked for twice.
    fn asked(&self) {
        let mut held = self.held.lock().unwrap();
        held.1 += 1;
        if held.1 == 2 {
            held.0.execute_batch("ROLLBACK").unwrap();
        }
    }
}

#[command(timeout = 60s, retry(n = 5, backoff = fixed(1ms), on = |error: &StoreError| error.is_busy()), pool("sqlite"))]
fn sell(store: Arc<Store>, id: u32) -> Result<u32, StoreError> {
    let sold = store.sells(id);
    store.asked();
    sold
}

#[dyno::test]
fn a_database_that_is_locked_twice_is_written_to_once() {
    let store = Arc::new(Store::held("retry.sqlite"));
    assert_eq!(sell(store.clone(), 1).unwrap(), 2);
    let totals = sell::metrics().totals;
    assert_eq!((totals.attempts.failure, totals.attempts.success), (2, 1));

    let twice = sell(store.clone(), 1).unwrap_err();
    assert!(twice.to_string().contains("UNIQUE"), "{twice}");
    let totals = sell::metrics().totals;
    assert_eq!((totals.attempts.failure, totals.calls.failure), (3, 1), "what another attempt cannot mend is not made");
    assert_eq!(sell(store, 3).unwrap(), 4);
}
