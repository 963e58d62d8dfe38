//! What a page holds while many watch it who are slow. A program of its own, because all that it allocates is counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use dyno::Command;
use dyno_dashboard::Page;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, timeout};

/// Streams that are read slowly; one more is not read at all, and then there is no place left.
const SLOW: usize = 31;

/// So many that an overview is more than the system takes in for somebody who does not read.
const COMMANDS: u32 = 4_000;

/// How much more may be held when all have gone: histories and windows have grown meanwhile, by less than two overviews.
const MORE: i64 = 3 << 20;

struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[expect(unsafe_code, reason = "the trait cannot be implemented otherwise; every call is passed on as it came")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(bytes(layout), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(bytes(layout), Relaxed);
        unsafe { System.dealloc(memory, layout) };
    }
}

fn bytes(layout: Layout) -> i64 {
    i64::try_from(layout.size()).unwrap_or(i64::MAX)
}

#[dyno::command(timeout = 1s)]
async fn called() -> Result<(), dyno::Error> {
    Ok(())
}

/// Opens a stream through which little goes at once.
async fn open(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let ask = format!("GET /api/v1/stream HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    stream
}

/// Takes in 256 KB a second, for ever.
async fn slowly(address: SocketAddr) {
    let (mut stream, mut buffer) = (open(address).await, vec![0; 64 << 10]);
    let mut due = interval(Duration::from_millis(250));
    loop {
        due.tick().await;
        let read = stream.read_exact(&mut buffer).await;
        assert!(read.is_ok(), "whoever reads is not left");
    }
}

/// Never reads, is left, and comes again.
async fn never(address: SocketAddr) {
    loop {
        let stream = open(address).await;
        sleep(Duration::from_secs(15)).await;
        drop(stream);
    }
}

/// The most that was held in so many seconds.
async fn most(seconds: u64) -> i64 {
    let (end, mut most) = (Instant::now() + Duration::from_secs(seconds), 0);
    while Instant::now() < end {
        sleep(Duration::from_millis(20)).await;
        most = most.max(LIVE.load(Relaxed));
    }
    most
}

async fn get(page: &Page, path: &str) -> String {
    let mut stream = TcpStream::connect(page.address()).await.unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", page.address());
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(Duration::from_secs(5), stream.read_to_string(&mut answer)).await.expect("it answers").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_bounded_however_slowly_others_read() {
    let build = |tenant| Command::builder(format!("tenant {tenant}")).breaker(|breaker| breaker).build().unwrap();
    let commands: Vec<_> = (0..COMMANDS).map(build).collect();
    let page = dyno_dashboard::serve("127.0.0.1:0").await.unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let over = is_over.clone();
    let calls = thread::spawn(move || {
        let (runtime, mut calls) = (tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap(), 0);
        while !over.load(Relaxed) {
            runtime.block_on(called()).unwrap();
            commands[calls % 50].call_here(|| Ok::<_, dyno::Error>(())).unwrap();
            calls += 1;
            thread::sleep(Duration::from_micros(100));
        }
        calls
    });
    let overview = i64::try_from(get(&page, "/api/v1/overview").await.len()).unwrap();
    assert!(overview > 1 << 20, "the system takes in {overview} bytes without anybody who reads");
    let alone = most(5).await;

    let mut readers = JoinSet::new();
    for _ in 0..SLOW {
        readers.spawn(slowly(page.address()));
    }
    readers.spawn(never(page.address()));
    let watched = most(30).await;
    get(&page, "/health").await;
    assert!(readers.try_join_next().is_none(), "a reader has failed");
    let (each, streams) = ((watched - alone) / overview, i64::try_from(SLOW).unwrap() + 1);
    assert!(each < streams, "{each} overviews are held for {streams} who read");

    readers.shutdown().await;
    let left = async {
        while LIVE.load(Relaxed) > alone + MORE {
            sleep(Duration::from_millis(100)).await;
        }
    };
    let left = timeout(Duration::from_secs(30), left).await;
    assert!(left.is_ok(), "{} bytes are held when all have gone, and {alone} before they came", LIVE.load(Relaxed));
    is_over.store(true, Relaxed);
    assert!(calls.join().unwrap() > 1_000, "calls went on");
    page.close().await;
}
