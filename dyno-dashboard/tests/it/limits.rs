//! How much one who means ill may use up.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::child::Child;
use crate::http::{Events, drain, get, page, request, send};

#[tokio::test]
async fn a_head_has_16_kib_at_most() {
    let page = page().await;
    let address = page.address();
    let ask = |bytes: usize| {
        let filling = "x".repeat(bytes);
        format!("GET /health HTTP/1.1\r\nhost: {address}\r\nx-filling: {filling}\r\nconnection: close\r\n\r\n")
    };
    assert_eq!(send(address, ask(12 << 10)).await.status, 200);
    for bytes in [16 << 10, 1 << 20] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        _ = stream.write_all(ask(bytes).as_bytes()).await;
        // Either it is told so, or cut off while it still sends.
        let said = String::from_utf8_lossy(&drain(&mut stream).await).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }
    let many = (0..200).map(|at| format!("x-{at}: y\r\n")).collect::<Vec<_>>().concat();
    let many = send(address, format!("GET /health HTTP/1.1\r\nhost: {address}\r\n{many}\r\n")).await;
    assert_eq!(many.status, 431);
}

#[tokio::test]
async fn a_body_is_not_waited_for() {
    let page = page().await;
    let address = page.address();
    let ask = |more: &str| format!("GET /health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{more}\r\n");
    assert_eq!(send(address, ask("content-length: 65537\r\n")).await.status, 413);
    assert!([413, 431].contains(&send(address, ask("content-length: 18446744073709551615\r\n")).await.status));
    assert_eq!(send(address, ask("content-length: 65536\r\n")).await.status, 200, "and none of it was sent");
    let mut endless = TcpStream::connect(address).await.unwrap();
    endless.write_all(ask("transfer-encoding: chunked\r\n").as_bytes()).await.unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "x".repeat(1 << 16));
    // It is left before it has sent very much.
    let left = async { while endless.write_all(chunk.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(20), left).await.expect("it is left");
}

#[tokio::test]
async fn what_is_no_http_is_left_alone() {
    let page = page().await;
    let address = page.address();
    for raw in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"\r\n\r\n\r\n\0\0\0\0",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(raw).await.unwrap();
        let said = String::from_utf8_lossy(&drain(&mut stream).await).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{raw:?}: {said}");
    }
    let smuggled = format!(
        "GET /health HTTP/1.1\r\nhost: {address}\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n"
    );
    assert!([200, 400].contains(&send(address, smuggled).await.status));
    assert_eq!(get(address, "/health").await.status, 200);
}

#[tokio::test]
async fn who_is_slow_to_ask_is_left_after_five_seconds() {
    let page = page().await;
    let began = Instant::now();
    let [mut silent, mut halting, mut idle] = [
        TcpStream::connect(page.address()).await.unwrap(),
        TcpStream::connect(page.address()).await.unwrap(),
        TcpStream::connect(page.address()).await.unwrap(),
    ];
    halting.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
    idle.write_all(format!("GET /health HTTP/1.1\r\nhost: {}\r\n\r\n", page.address()).as_bytes()).await.unwrap();
    let (silent, halting, idle) = tokio::join!(drain(&mut silent), drain(&mut halting), drain(&mut idle));
    let took = began.elapsed();
    assert!((Duration::from_millis(4500)..Duration::from_secs(20)).contains(&took), "{took:?}");
    assert!(silent.is_empty(), "it has asked nothing: {:?}", String::from_utf8_lossy(&silent));
    let halting = String::from_utf8_lossy(&halting).into_owned();
    assert!(halting.starts_with("HTTP/1.1 408"), "{halting}");
    let (_, body) = halting.split_once("\r\n\r\n").unwrap();
    let told: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(told["error"], "the head of the request did not come within 5 s");
    let idle = String::from_utf8_lossy(&idle).into_owned();
    assert!(idle.starts_with("HTTP/1.1 200") && !idle.contains("408"), "{idle}");
}

/// Opens a connection that takes next to nothing in.
async fn reluctant(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(address).await.unwrap()
}

#[tokio::test]
async fn who_never_reads_is_left_and_holds_nobody_up() {
    let page = page().await;
    let mut stream = reluctant(page.address()).await;
    let ask = format!("GET /metrics HTTP/1.1\r\nhost: {}\r\n\r\n", page.address());
    let began = Instant::now();
    // Asked again and again, and nothing is read: in the end nothing more goes in, and then all is over.
    let error = loop {
        let sent = timeout(Duration::from_secs(60), stream.write_all(ask.as_bytes())).await.expect("it is left");
        if let Err(error) = sent {
            break error;
        }
        if began.elapsed().as_millis() % 50 == 0 {
            assert_eq!(get(page.address(), "/health").await.status, 200);
        }
    };
    assert!([ErrorKind::ConnectionReset, ErrorKind::BrokenPipe].contains(&error.kind()), "{error}");
    assert!(began.elapsed() > Duration::from_secs(9), "{:?}", began.elapsed());
    assert_eq!(get(page.address(), "/health").await.status, 200);
}

#[tokio::test]
async fn there_are_64_connections_at_most() {
    let page = page().await;
    let address = page.address();
    let mut held = Vec::new();
    for _ in 0..64 {
        held.push(TcpStream::connect(address).await.unwrap());
    }
    let mut more = TcpStream::connect(address).await.unwrap();
    let said = String::from_utf8_lossy(&drain(&mut more).await).into_owned();
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("\r\nretry-after: 5\r\n"), "{said}");
    assert!(said.ends_with(
        "{\"error\":\"there are 64 connections already\",\"remedy\":\"close one: each open page takes one or two\"}"
    ));
    drop(held);
    // A place is free as soon as the server has seen that one is gone.
    loop {
        let mut stream = TcpStream::connect(address).await.unwrap();
        _ = stream.write_all(request(address, "GET", "/health").as_bytes()).await;
        if drain(&mut stream).await.starts_with(b"HTTP/1.1 200") {
            break;
        }
    }
}

#[tokio::test]
async fn there_are_32_streams_at_most_of_both_kinds() {
    let child = Child::start("127.0.0.1:0", &[]).unwrap();
    let mut held = Vec::new();
    for at in 0..32 {
        let path = if at % 2 == 0 { "/api/v1/stream" } else { "/hystrix.stream" };
        let stream = Events::open(child.address, path).await;
        assert!(stream.head.starts_with("HTTP/1.1 200"), "{}", stream.head);
        held.push(stream);
    }
    for path in ["/api/v1/stream", "/hystrix.stream"] {
        let answer = get(child.address, path).await;
        assert_eq!((answer.status, &answer.json()["error"]), (503, &"there are 32 streams already".into()));
        assert_eq!(answer.header("retry-after"), Some("5"));
    }
    assert_eq!(get(child.address, "/api/v1/overview").await.status, 200);
    drop(held);
    // A place is free once the server has something to send to who is gone.
    while !Events::open(child.address, "/api/v1/stream").await.head.starts_with("HTTP/1.1 200") {
        tokio::task::yield_now().await;
    }
}
